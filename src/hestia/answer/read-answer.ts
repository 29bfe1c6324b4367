import type { CredentialKind } from '../../domain/call/call.ts';
import type { PanelAnswer } from '../../domain/gateway/panel-client.ts';

/** What came back, before anyone has looked at it. */
export interface RawAnswer {
  readonly status: number;
  /** Name, value, name, value, … as they stand on the wire, as text or as its bytes. Most are never looked at. */
  readonly headers: readonly (string | Buffer)[];
  readonly body: Buffer;
}

const html = /^text\/html; ?charset=utf-8$/i;
const htmlOrJson = /^(?:text\/html|application\/json); ?charset=utf-8$/i;
const exitCodeForm = /^(?:0|[1-9][0-9]{0,2})$/;
const accessKeyStatuses: ReadonlySet<number> = new Set([200, 204, 400, 401, 405, 422]);
const deprecatedErrors: ReadonlySet<number> = new Set([400, 401, 405, 422]);

/**
 * Reads the panel's answer; undefined when it is none of the API's own, as the table in `panel-api.md`, section 2, has them. Such an answer
 * does not say whether the command ran.
 */
export function readAnswer(kind: CredentialKind, raw: RawAnswer): PanelAnswer | undefined {
  const contentTypes = valuesOf(raw, 'content-type');
  const exitCodes = valuesOf(raw, 'hestia-exit-code');
  if (contentTypes.length > 1 || exitCodes.length > 1) return undefined;
  const [contentType] = contentTypes;
  const [exitCode] = exitCodes;
  // The gateway asks for no coding and passes no header that names one, so the client could not read such a body.
  if (valuesOf(raw, 'content-encoding').length > 0) return undefined;
  if (exitCode !== undefined && !exitCodeForm.test(exitCode)) return undefined;
  const answer: PanelAnswer = { status: raw.status, contentType, exitCode, body: raw.body };
  const isOfTheApi = kind === 'access-key' ? isAccessKeyAnswer(answer) : isDeprecatedAnswer(answer);
  return isOfTheApi ? answer : undefined;
}

function isAccessKeyAnswer({ status, contentType, exitCode }: PanelAnswer): boolean {
  if (!accessKeyStatuses.has(status) || exitCode === undefined) return false;
  return contentType === undefined ? status === 204 : htmlOrJson.test(contentType);
}

function isDeprecatedAnswer({ status, contentType, exitCode }: PanelAnswer): boolean {
  if (contentType === undefined || !html.test(contentType)) return false;
  return status === 200 ? exitCode === undefined : deprecatedErrors.has(status) && exitCode !== undefined;
}

function valuesOf({ headers }: RawAnswer, wanted: string): readonly string[] {
  let values: string[] = none;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (name.length !== wanted.length || textOf(name).toLowerCase() !== wanted) continue;
    if (values === none) values = [];
    values.push(textOf(headers[at + 1] ?? ''));
  }
  return values;
}

const none: string[] = [];

function textOf(bytes: string | Buffer): string {
  return typeof bytes === 'string' ? bytes : bytes.toString('latin1');
}
