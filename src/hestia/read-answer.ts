import type { CredentialKind } from '../domain/call.ts';
import type { PanelAnswer } from '../domain/panel-client.ts';

/** What came back, before anyone has looked at it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
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
  const [contentType, ...moreTypes] = valuesOf(raw, 'content-type');
  const [exitCode, ...moreCodes] = valuesOf(raw, 'hestia-exit-code');
  if (moreTypes.length > 0 || moreCodes.length > 0) return undefined;
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

function valuesOf(raw: RawAnswer, wanted: string): string[] {
  return raw.headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}
