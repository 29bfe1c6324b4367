import type { Denial, Reason } from '../domain/denial.ts';

/** How a denial reads in the panel's dialect. */
export interface Refusal {
  readonly status: number;
  readonly exitCode: number;
  /** With its `Error: `. */
  readonly text: string;
  /** Of every 429 and 503. */
  readonly retryAfterSeconds: number | undefined;
  /** 405 for a wrong method. */
  readonly allow: 'POST' | undefined;
  /** Answered as text also where the client asked for the bare exit code. */
  readonly textAlways: boolean;
}

/** Status and exit code of every reason. The manual's table is held to it. */
export const refusals: Readonly<Record<Reason, { readonly status: number; readonly exitCode: number }>> = {
  address_not_allowed: { status: 401, exitCode: 10 },
  address_unknown: { status: 401, exitCode: 10 },
  address_banned: { status: 429, exitCode: 14 },
  address_rate: { status: 429, exitCode: 14 },
  request_malformed: { status: 400, exitCode: 2 },
  host_unknown: { status: 421, exitCode: 2 },
  path_unknown: { status: 404, exitCode: 3 },
  no_data: { status: 405, exitCode: 405 },
  body_too_large: { status: 413, exitCode: 2 },
  body_too_slow: { status: 408, exitCode: 2 },
  field_invalid: { status: 422, exitCode: 2 },
  api_disabled: { status: 400, exitCode: 11 },
  command_missing: { status: 422, exitCode: 2 },
  arguments_too_long: { status: 413, exitCode: 2 },
  command_invalid: { status: 422, exitCode: 2 },
  too_early: { status: 425, exitCode: 14 },
  key_unknown: { status: 401, exitCode: 9 },
  secret_wrong: { status: 401, exitCode: 9 },
  user_suspended: { status: 401, exitCode: 9 },
  user_unknown: { status: 401, exitCode: 9 },
  credential_invalid: { status: 401, exitCode: 9 },
  api_disabled_for_user: { status: 401, exitCode: 21 },
  key_rate: { status: 429, exitCode: 14 },
  command_unknown: { status: 401, exitCode: 10 },
  command_not_allowed: { status: 401, exitCode: 10 },
  user_mismatch: { status: 401, exitCode: 10 },
  command_rate: { status: 429, exitCode: 14 },
  panel_busy: { status: 503, exitCode: 14 },
  gateway_busy: { status: 503, exitCode: 14 },
  state_unavailable: { status: 503, exitCode: 12 },
  panel_unreachable: { status: 502, exitCode: 15 },
  panel_untrusted: { status: 502, exitCode: 15 },
  panel_circuit_open: { status: 503, exitCode: 15 },
  panel_outcome_unknown: { status: 502, exitCode: 15 },
  panel_timeout: { status: 504, exitCode: 15 },
  gateway_failed: { status: 500, exitCode: 14 },
};

/** After this a state that was unavailable is worth another try. */
const stateRetrySeconds = 10;

export function refusalOf(denial: Denial): Refusal {
  const { status, exitCode } = refusals[denial.reason];
  return {
    status: denial.reason === 'request_malformed' ? denial.status : status,
    exitCode,
    text: `Error: ${textOf(denial)}`,
    retryAfterSeconds: retryAfterOf(denial),
    allow: denial.reason === 'no_data' && denial.allowPost ? 'POST' : undefined,
    textAlways: denial.reason === 'no_data',
  };
}

/** The body: a bare number with `returncode=yes`, otherwise the text. No final newline. */
export function refusalBody(refusal: Refusal, returncode: boolean): string {
  return returncode && !refusal.textAlways ? String(refusal.exitCode) : refusal.text;
}

function textOf(denial: Denial): string {
  switch (denial.reason) {
    case 'address_not_allowed':
    case 'address_unknown':
      return 'IP is not allowed to connect with API';
    case 'address_banned':
      return `Too many failed attempts, try again in ${seconds(denial.retryAfterMs)} seconds`;
    case 'address_rate':
    case 'key_rate':
    case 'command_rate':
      return `Too many requests, try again in ${seconds(denial.retryAfterMs)} seconds`;
    case 'request_malformed':
      return 'Request is malformed';
    case 'host_unknown':
      return 'No panel answers to this name';
    case 'path_unknown':
      return 'Not found';
    case 'no_data':
      return 'data received is null or invalid, check https://hestiacp.com/docs/server-administration/rest-api.html';
    case 'body_too_large':
      return 'Request is too large';
    case 'body_too_slow':
      return 'Request was not received in time';
    case 'field_invalid':
      return denial.what;
    case 'api_disabled':
    case 'api_disabled_for_user':
      return 'API has been disabled';
    case 'command_missing':
      return 'Command not provided';
    case 'arguments_too_long':
      return 'Arguments are too long';
    case 'command_invalid':
      return `${printable(denial.command)} command invalid`;
    case 'too_early':
      return 'Too early, send it again';
    case 'key_unknown':
    case 'secret_wrong':
    case 'user_suspended':
    case 'user_unknown':
    case 'credential_invalid':
      return denial.deprecated ? 'authentication failed' : 'Authentication failed';
    case 'command_unknown':
      return `Command ${printable(denial.command)} not found`;
    case 'command_not_allowed':
      return `Key ${denial.key} don't have permission to run the command ${printable(denial.command)}`;
    case 'user_mismatch':
      // Both backslashes are the panel's, and clients compare.
      return `Key ${denial.key} - the "user" argument doesn\\'t match the key\\'s user`;
    case 'panel_busy':
    case 'gateway_busy':
      return `Server is too busy, try again in ${seconds(denial.retryAfterMs)} seconds`;
    case 'state_unavailable':
      return 'Configuration of the panel is not available';
    case 'panel_unreachable':
    case 'panel_untrusted':
    case 'panel_circuit_open':
      return 'Connection to the panel failed';
    case 'panel_outcome_unknown':
      return 'The connection to the panel was cut; the command may have run';
    case 'panel_timeout':
      return 'The panel did not answer in time; the command may have run';
    case 'gateway_failed':
      return `The gateway failed, request ${denial.requestId}`;
  }
}

function retryAfterOf(denial: Denial): number | undefined {
  if ('retryAfterMs' in denial) return seconds(denial.retryAfterMs);
  return denial.reason === 'state_unavailable' ? stateRetrySeconds : undefined;
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

/** What a stranger sent, before it is repeated in an answer of type text/html. */
function printable(command: string): string {
  return command.slice(0, 64).replaceAll(/[^ -~]|[<>&"']/g, '?');
}
