import { type RecordedCase, casesText } from '../../config/cases/cases-text.ts';
import { readSettingsFile } from '../../config/resolve/read-settings-file.ts';
import { isAccessKeyId, isCommandName } from '../../domain/call/bounds.ts';
import type { Reason } from '../../domain/call/denials.ts';
import type { Clock } from '../../domain/clock.ts';
import { StartError } from '../../domain/start-error.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { withProgress } from '../../terminal/progress.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { type AuditFields, auditFiles, auditRecords, tellLeftOut } from '../audit/read/read-audit.ts';

/** Different calls that are kept, and that are written, those with most calls first. */
const maxKept = 50_000;
const maxWritten = 2000;
/** What configuration and panel alone decide, once the secret is right. Bans, limits and failures of the panel are of their moment. */
const lasting: ReadonlySet<string> = new Set<Reason>([
  'api_disabled',
  'api_disabled_for_user',
  'command_unknown',
  'command_not_allowed',
  'user_mismatch',
  'user_suspended',
  'user_unknown',
]);

/** Writes the calls of the last so many milliseconds as a file of cases. @returns the exit code */
export async function recordCases(
  { config, lastMs }: { readonly config: string; readonly lastMs: number },
  terminal: Terminal,
  clock: Clock,
): Promise<number> {
  const { audit } = await readSettingsFile(config, terminal.env);
  if (audit.file === '-')
    throw new StartError(
      'ENOPANEL',
      'the audit log goes to standard output, so that it cannot be read; name a file in audit.file',
    );
  const recording = new Recording(new Date(clock.wallMs() - lastMs).toISOString());
  await withProgress(terminal, () => `${recording.lines} lines`, readAll(audit.file, recording, terminal));
  terminal.stdout.write(recording.text());
  return exitCode.ok;
}

async function readAll(file: string, recording: Recording, terminal: Terminal): Promise<void> {
  for (const path of await auditFiles(file, tellLeftOut(terminal)))
    for await (const record of auditRecords(path, terminal)) recording.take(record);
}

class Recording {
  lines = 0;
  readonly #since: string;
  readonly #cases = new Map<string, RecordedCase>();
  #others = 0;
  #tooMany = 0;

  constructor(since: string) {
    this.#since = since;
  }

  take(record: AuditFields): void {
    this.lines += 1;
    const { time, event } = record;
    if (typeof time !== 'string' || time < this.#since || (event !== 'answered' && event !== 'refused')) return;
    const found = caseIn(record);
    const name = JSON.stringify(found);
    const known = this.#cases.get(name);
    if (found === undefined) this.#others += 1;
    else if (known === undefined && this.#cases.size >= maxKept) this.#tooMany += 1;
    else this.#cases.set(name, { ...found, calls: (known?.calls ?? 0) + 1 });
  }

  text(): string {
    const all = [...this.#cases.values()].toSorted((one, other) => other.calls - one.calls);
    const left = all.length - maxWritten;
    return casesText(all.slice(0, maxWritten), [
      `Calls since ${this.#since}, as the audit log tells them. It does not hold the values of arguments: argCount says how many there were, and`,
      'userArg which user one of them named. The secret is taken to be right.',
      `Requests that are not here: ${this.#others}, whose end does not follow from configuration and panel alone (bans, limits, wrong secrets,`,
      'other credentials than access keys, failures of the panel), or of which the audit log tells too little.',
      ...(this.#tooMany > 0
        ? [`Requests that are not here because more than ${maxKept} different ones came before: ${this.#tooMany}.`]
        : []),
      ...(left > 0 ? [`Calls that are not here because there are too many different ones: ${left}, the rarest.`] : []),
    ]);
  }
}

/** Undefined: it cannot be tried again. */
function caseIn(record: AuditFields): Omit<RecordedCase, 'calls'> | undefined {
  const { panel, address, credential, key, command, args, userArg, event, reason } = record;
  if (typeof panel !== 'string' || typeof address !== 'string' || credential !== 'access-key') return undefined;
  if (typeof key !== 'string' || !isAccessKeyId(key) || typeof command !== 'string' || !isCommandName(command)) return undefined;
  if (userArg === '?' || (event === 'refused' && !isLasting(reason))) return undefined;
  return {
    panel,
    from: address,
    key,
    command,
    argCount: typeof args === 'number' ? args : 0,
    userArg: typeof userArg === 'string' ? userArg : undefined,
    expect: event === 'refused' && isLasting(reason) ? reason : 'permitted',
  };
}

function isLasting(reason: unknown): reason is Reason {
  return typeof reason === 'string' && lasting.has(reason);
}
