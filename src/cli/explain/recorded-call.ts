import type { RecordedCall } from '../../domain/gateway/explain-control.ts';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import { StartError } from '../../domain/start-error.ts';
import { textOf } from '../../domain/text/json-fields.ts';
import { printable } from '../../domain/text/printable.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import type { AuditFields } from '../audit/read/read-audit.ts';

interface Recorded {
  readonly asked: RecordedCall;
  readonly panel: string | undefined;
  readonly host: undefined;
}

/**
 * The call of which lines of the audit log tell, as far as they do.
 *
 * @param from another address than that of the line
 * @throws StartError where they do not tell enough
 */
export function recordedCall(records: readonly AuditFields[], from: string | undefined): Recorded {
  const [{ address, key, command, args, userArg, panel, credential } = {}] = records;
  const [id, name] = [textOf(key ?? ''), textOf(command ?? '')];
  if (credential !== 'access-key' || !isAccessKeyId(id))
    throw new StartError(
      'ENOPANEL',
      `${recordedText(records).trim()}\nIts line names no access key of the panel: ask with --from, --key and --cmd`,
    );
  const argCount = typeof args === 'number' ? args : 0;
  return {
    asked: {
      from: from ?? textOf(address),
      key: id,
      command: name,
      argCount,
      userArg: typeof userArg === 'string' && userArg !== '?' ? userArg : undefined,
    },
    panel: typeof panel === 'string' ? panel : undefined,
    host: undefined,
  };
}

/** What was decided then. */
export function recordedText(records: readonly AuditFields[]): string {
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return '';
  const { time, reason, status, exitCode } = last;
  const how =
    reason === undefined ? `answered by the panel with ${textOf(status)}` : `refused with ${textOf(status)}: ${textOf(reason)}`;
  const code = exitCode === undefined ? '' : `, exit code ${textOf(exitCode)}`;
  const isUnended = records.length === 1 && last['event'] === 'sent';
  const then = isUnended ? `${textOf(time)}: sent to the panel; its end is in no line` : `${textOf(time)}: ${how}${code}`;
  const note =
    'The audit log does not hold the arguments, but for the user: what follows is the same call with others, as it would be judged now.';
  return [...wrapText(printable(then)), ...wrapText(note), ''].map((line) => `${line}\n`).join('');
}
