import { askAdmin, gatewayToAsk } from '../../ask/ask-admin.ts';
import { apiPath } from '../../ask/api-path.ts';
import { explainQuestion } from '../../ask/explain-question.ts';
import { createExplainer } from '../../compose/explain/explain-from-files.ts';
import { readSettingsFile } from '../../config/resolve/read-settings-file.ts';
import { systemClock } from '../../domain/clock.ts';
import type { ExplainedCall, ExplainedRequest, RecordedCall } from '../../domain/gateway/explain-control.ts';
import { StartError } from '../../domain/start-error.ts';
import { fieldsOf } from '../../domain/text/json-fields.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { withProgress } from '../../terminal/progress.ts';
import { readBounded } from '../../terminal/read-bounded.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import type { AuditFields } from '../audit/read/read-audit.ts';
import { explanationText } from './explanation-text.ts';
import { findRequest } from './find-request.ts';
import { readCurl } from './read-curl.ts';
import { recordedCall, recordedText } from './recorded-call.ts';

export interface ExplainOptions {
  readonly config: string;
  /** A request's id, or `-` for a command line of curl on standard input. */
  readonly what: string | undefined;
  readonly panel: string | undefined;
  readonly from: string | undefined;
  readonly key: string | undefined;
  readonly cmd: string | undefined;
  readonly arg: readonly string[];
  readonly offline: boolean;
  readonly json: boolean;
}

/** What is to be explained, and where it goes. */
interface Asked {
  readonly asked: ExplainedCall | ExplainedRequest | RecordedCall;
  readonly panel: string | undefined;
  readonly host: string | undefined;
  /** What was decided then, of a request that was looked up. */
  readonly records: readonly AuditFields[];
}

/**
 * Tells how a call would be judged, step by step, and what would allow it. Changes nothing, and counts nothing.
 *
 * @returns the exit code: whether the call is permitted
 */
export async function explain(options: ExplainOptions, terminal: Terminal): Promise<number> {
  const asked = await askedBy(options, terminal);
  const explanation = fieldsOf(
    options.offline ? await fromFiles(asked, options, terminal) : await fromGateway(asked, options, terminal),
  );
  if (options.json)
    terminal.stdout.write(jsonText(asked.records.length === 0 ? explanation : { recorded: asked.records, now: explanation }));
  else terminal.stdout.write(recordedText(asked.records) + explanationText(explanation));
  return explanation['verdict'] === 'permitted' ? exitCode.ok : exitCode.refused;
}

async function askedBy({ what, from, key, cmd, arg, panel, config }: ExplainOptions, terminal: Terminal): Promise<Asked> {
  if (what === undefined) {
    if (from === undefined || key === undefined || cmd === undefined)
      throw new UsageError(
        'expected --from, --key and --cmd; or the id of a request; or - with a command line of curl on standard input',
      );
    return { asked: { from, key, command: cmd, args: arg }, panel, host: undefined, records: [] };
  }
  if (key !== undefined || cmd !== undefined || arg.length > 0)
    throw new UsageError('--key, --cmd and --arg go with neither the id of a request nor a command line of curl');
  if (what === '-') return curled(from, panel, terminal);
  if (!/^[0-9a-f]{32}$/.test(what))
    throw new UsageError('expected the id of a request, as x-request-id has it: 32 digits from 0 to f');
  const settings = await readSettingsFile(config, terminal.env);
  const { file } = settings.audit;
  if (file === '-')
    throw new StartError(
      'ENOPANEL',
      'the audit log goes to standard output: find the request there, and give explain --from, --key and --cmd',
    );
  const records = await withProgress(
    terminal,
    () => `looking in ${file} and what was rotated away`,
    findRequest(file, what, terminal),
  );
  if (records.length === 0)
    throw new StartError('ENOPANEL', `no line of ${file}, or of what was rotated away, has the id ${what}`);
  return { ...recordedCall(records, from), records };
}

const maxBytesOfCurl = 64 * 1024;

async function curled(from: string | undefined, panel: string | undefined, { stdin }: Terminal): Promise<Asked> {
  if (from === undefined) throw new UsageError('expected --from, the address from which curl is run');
  const line = await readBounded(stdin, maxBytesOfCurl);
  if (line === undefined) throw new UsageError(`expected a command line of at most ${maxBytesOfCurl} bytes on standard input`);
  const { url, method, contentType, body } = readCurl(line.toString('utf8'));
  const path = `${url.pathname}${url.search}`;
  return { asked: { from, method, path, contentType, body }, panel, host: url.hostname, records: [] };
}

async function fromFiles(
  { asked, panel: recorded }: Asked,
  { config, panel }: ExplainOptions,
  terminal: Terminal,
): Promise<object> {
  const settings = await readSettingsFile(config, terminal.env);
  const whole =
    'argCount' in asked ? { ...asked, args: Array.from({ length: asked.argCount }, () => asked.userArg ?? '') } : asked;
  const explaining = createExplainer(settings, { file: config, clock: systemClock })(whole, panel ?? recorded);
  return withProgress(terminal, () => 'reading the state of the panel', explaining);
}

async function fromGateway(
  { asked, panel: recorded, host }: Asked,
  { config, panel }: ExplainOptions,
  terminal: Terminal,
): Promise<unknown> {
  const gateway = await gatewayToAsk(config, terminal);
  const { method } = explainQuestion;
  const named = panel ?? recorded;
  const parameters = {
    ...parametersOf(asked),
    ...(named !== undefined && { panel: named }),
    ...(host !== undefined && { host }),
  };
  return askAdmin(gateway, { method, path: apiPath(explainQuestion), parameters });
}

function parametersOf(asked: Asked['asked']): Readonly<Record<string, string>> {
  if ('body' in asked) {
    const { from, method, path, contentType, body } = asked;
    return { from, method, path, ...(contentType !== undefined && { contentType }), body: body.toString('base64') };
  }
  const { from, key, command } = asked;
  if ('args' in asked) return { from, key, command, args: JSON.stringify(asked.args) };
  const { argCount, userArg } = asked;
  return { from, key, command, argCount: String(argCount), ...(userArg !== undefined && { userArg }) };
}
