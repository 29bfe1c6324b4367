import type { Denial } from '../../domain/call/denial.ts';
import { denials } from '../../domain/call/denials.ts';
import { statusOf } from '../../domain/call/status-of.ts';

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

/** After this a state that was unavailable is worth another try. */
const stateRetrySeconds = 10;

export function refusalOf(denial: Denial): Refusal {
  const { exitCode } = denials[denial.reason];
  return {
    status: statusOf(denial),
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
    case 'key_panel':
    case 'key_address':
    case 'key_hours':
    case 'key_expired':
    case 'key_used_up':
      return 'Authentication failed';
    case 'command_unknown':
      return `Command ${printable(denial.command)} not found`;
    case 'command_not_allowed':
    case 'key_command':
    case 'key_user':
    case 'argument_refused':
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

/** Text of a client, before it is repeated in an answer of type text/html. */
function printable(command: string): string {
  return command.slice(0, 64).replaceAll(/[^ -~]|[<>&"']/g, '?');
}
