import { type Call, makeTmpFile } from '../../domain/call/call.ts';
import { trim } from '../../hestia/text/trim.ts';
import type { CommandEnd } from '../commands/demo-command.ts';
import type { ApiError } from './judge-like-panel.ts';

/** An answer of the demonstration's panel. Bodies are byte strings, one char a byte. */
export interface PanelHttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Undefined: no such header. */
  readonly exitCode: number | undefined;
  readonly body: string;
}

type Done = Extract<CommandEnd, { kind: 'done' }>;

const html = 'text/html; charset=UTF-8';
const unauthorisedCodes: ReadonlySet<number> = new Set([5, 6, 9, 10, 21]);

/** How a command's end reads: access keys speak the newer dialect, API keys and passwords the deprecated one. */
export function commandAnswer(call: Call, end: Done): PanelHttpAnswer {
  return call.credential.kind === 'access-key' ? accessKeyAnswer(call, end) : deprecatedAnswer(call, end);
}

/** The API's own error: with its header in both dialects. */
export function errorAnswer({ status, exitCode, text }: ApiError, returncode: boolean): PanelHttpAnswer {
  return { status, contentType: html, exitCode, body: returncode && status !== 405 ? String(exitCode) : `Error: ${text}` };
}

function accessKeyAnswer({ returncode }: Call, { exitCode, output }: Done): PanelHttpAnswer {
  const base = { contentType: html, exitCode };
  if (returncode === 'yes') return { ...base, status: 200, body: String(exitCode) };
  const body = trim(output);
  if (exitCode !== 0) return { ...base, status: statusOf(exitCode), body };
  if (body === '' || body === '0') return { ...base, status: 204, body: '' };
  return { ...base, status: 200, contentType: isTruthyJson(body) ? 'application/json; charset=utf-8' : html, body };
}

function deprecatedAnswer({ command, returncode }: Call, { exitCode, output }: Done): PanelHttpAnswer {
  const base = { status: 200, contentType: html, exitCode: undefined };
  if (returncode === 'yes') return { ...base, body: command === makeTmpFile ? '' : String(exitCode) };
  return { ...base, body: output === '' ? 'OK' : output };
}

function statusOf(exitCode: number): number {
  if (exitCode === 2) return 422;
  return unauthorisedCodes.has(exitCode) ? 401 : 400;
}

/** JSON that PHP takes for true: an empty object, an empty list and null are not. */
function isTruthyJson(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value) && value !== '0';
  } catch {
    // Not JSON, so it is text.
    return false;
  }
}
