import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/domain/call/denial.ts';
import { denials, type Reason } from '../../src/domain/call/denials.ts';
import { refusalBody, refusalOf } from '../../src/hestia/answer/refusal.ts';

interface Row {
  readonly status: number;
  readonly exitCode: number;
  readonly text: string;
  readonly denial: Denial;
}

const command = 'v-list-user';
const key = 'AKIDAKIDAKIDAKIDAKID';
const noData = 'data received is null or invalid, check https://hestiacp.com/docs/server-administration/rest-api.html';
const tooMany = 'Too many requests, try again in 7 seconds';
const tooBusy = 'Server is too busy, try again in 7 seconds';
const retryAfterMs = 6001;
const policy = 'keys.AKIDAKIDAKIDAKIDAKID';
const notPermitted = "Key AKIDAKIDAKIDAKIDAKID don't have permission to run the command v-list-user";

/** As the contract has it, row by row. */
const table: Readonly<Record<Reason, Row>> = {
  address_not_allowed: row({ reason: 'address_not_allowed' }, 401, 10, 'IP is not allowed to connect with API'),
  address_unknown: row({ reason: 'address_unknown' }, 401, 10, 'IP is not allowed to connect with API'),
  address_banned: row({ reason: 'address_banned', retryAfterMs }, 429, 14, 'Too many failed attempts, try again in 7 seconds'),
  address_rate: row({ reason: 'address_rate', retryAfterMs }, 429, 14, tooMany),
  key_rate: row({ reason: 'key_rate', retryAfterMs }, 429, 14, tooMany),
  command_rate: row({ reason: 'command_rate', retryAfterMs }, 429, 14, tooMany),
  request_malformed: row({ reason: 'request_malformed', status: 400 }, 400, 2, 'Request is malformed'),
  host_unknown: row({ reason: 'host_unknown' }, 421, 2, 'No panel answers to this name'),
  path_unknown: row({ reason: 'path_unknown' }, 404, 3, 'Not found'),
  no_data: row({ reason: 'no_data', allowPost: false }, 405, 405, noData),
  body_too_large: row({ reason: 'body_too_large' }, 413, 2, 'Request is too large'),
  body_too_slow: row({ reason: 'body_too_slow' }, 408, 2, 'Request was not received in time'),
  field_invalid: row({ reason: 'field_invalid', what: 'arg1 is an array' }, 422, 2, 'arg1 is an array'),
  api_disabled: row({ reason: 'api_disabled' }, 400, 11, 'API has been disabled'),
  command_missing: row({ reason: 'command_missing' }, 422, 2, 'Command not provided'),
  arguments_too_long: row({ reason: 'arguments_too_long' }, 413, 2, 'Arguments are too long'),
  too_early: row({ reason: 'too_early' }, 425, 14, 'Too early, send it again'),
  command_invalid: row({ reason: 'command_invalid', command: 'v list' }, 422, 2, 'v list command invalid'),
  key_unknown: row({ reason: 'key_unknown', deprecated: false }, 401, 9, 'Authentication failed'),
  secret_wrong: row({ reason: 'secret_wrong', deprecated: false }, 401, 9, 'Authentication failed'),
  user_suspended: row({ reason: 'user_suspended', deprecated: false }, 401, 9, 'Authentication failed'),
  user_unknown: row({ reason: 'user_unknown', deprecated: false }, 401, 9, 'Authentication failed'),
  credential_invalid: row({ reason: 'credential_invalid', deprecated: false }, 401, 9, 'Authentication failed'),
  key_panel: row({ reason: 'key_panel', policy }, 401, 9, 'Authentication failed'),
  key_address: row({ reason: 'key_address', policy }, 401, 9, 'Authentication failed'),
  key_hours: row({ reason: 'key_hours', policy }, 401, 9, 'Authentication failed'),
  key_expired: row({ reason: 'key_expired', policy }, 401, 9, 'Authentication failed'),
  key_used_up: row({ reason: 'key_used_up', policy }, 401, 9, 'Authentication failed'),
  api_disabled_for_user: row({ reason: 'api_disabled_for_user' }, 401, 21, 'API has been disabled'),
  command_unknown: row({ reason: 'command_unknown', command }, 401, 10, 'Command v-list-user not found'),
  command_not_allowed: row({ reason: 'command_not_allowed', key, command }, 401, 10, notPermitted),
  user_mismatch: row(
    { reason: 'user_mismatch', key },
    401,
    10,
    String.raw`Key AKIDAKIDAKIDAKIDAKID - the "user" argument doesn\'t match the key\'s user`,
  ),
  key_command: row({ reason: 'key_command', key, command, policy }, 401, 10, notPermitted),
  key_user: row({ reason: 'key_user', key, command, policy }, 401, 10, notPermitted),
  argument_refused: row({ reason: 'argument_refused', key, command, policy }, 401, 10, notPermitted),
  panel_busy: row({ reason: 'panel_busy', retryAfterMs }, 503, 14, tooBusy),
  gateway_busy: row({ reason: 'gateway_busy', retryAfterMs }, 503, 14, tooBusy),
  state_unavailable: row({ reason: 'state_unavailable' }, 503, 12, 'Configuration of the panel is not available'),
  panel_unreachable: row({ reason: 'panel_unreachable' }, 502, 15, 'Connection to the panel failed'),
  panel_untrusted: row({ reason: 'panel_untrusted' }, 502, 15, 'Connection to the panel failed'),
  panel_circuit_open: row({ reason: 'panel_circuit_open', retryAfterMs }, 503, 15, 'Connection to the panel failed'),
  panel_outcome_unknown: row(
    { reason: 'panel_outcome_unknown' },
    502,
    15,
    'The connection to the panel was cut; the command may have run',
  ),
  panel_timeout: row({ reason: 'panel_timeout' }, 504, 15, 'The panel did not answer in time; the command may have run'),
  gateway_failed: row({ reason: 'gateway_failed', requestId: '0a1b' }, 500, 14, 'The gateway failed, request 0a1b'),
};

const rows = Object.entries(table).map(([reason, { denial, status, exitCode, text }]) => ({
  reason,
  denial,
  status,
  exitCode,
  text,
}));

describe('a refusal', () => {
  it('is there for every reason, and for no other', () => {
    expect(Object.keys(denials).toSorted()).toEqual(Object.keys(table).toSorted());
  });

  it.each(rows)('for $reason is $status, $exitCode, $text', ({ reason, denial, status, exitCode, text }) => {
    expect(denial.reason).toBe(reason);
    expect(refusalOf(denial)).toMatchObject({ status, exitCode, text: `Error: ${text}` });
    expect(denials[denial.reason]).toMatchObject({ status, exitCode });
  });

  it.each(rows)(
    'for $reason is its text, or with returncode=yes a number that no client takes for success',
    ({ denial, exitCode, text }) => {
      const refusal = refusalOf(denial);
      expect(refusalBody(refusal, false)).toBe(`Error: ${text}`);
      expect(refusalBody(refusal, true)).toBe(denial.reason === 'no_data' ? `Error: ${text}` : String(exitCode));
      expect(exitCode % 256).toBeGreaterThan(0);
    },
  );

  it.each(rows)('for $reason says when to try again, if it is a 429 or a 503, and only then', ({ denial, status }) => {
    const { retryAfterSeconds } = refusalOf(denial);
    expect(retryAfterSeconds !== undefined).toBe(status === 429 || status === 503);
    expect(retryAfterSeconds ?? 1).toBeGreaterThanOrEqual(1);
    expect(Number.isInteger(retryAfterSeconds ?? 1)).toBe(true);
  });
});

it.each([
  [0, 1],
  [1, 1],
  [1000, 1],
  [1001, 2],
  [60_000, 60],
])('a wait of %i ms is %i whole seconds, in the text and in Retry-After', (waitMs, seconds) => {
  const refusal = refusalOf({ reason: 'key_rate', retryAfterMs: waitMs });
  expect([refusal.retryAfterSeconds, refusal.text]).toEqual([
    seconds,
    `Error: Too many requests, try again in ${seconds} seconds`,
  ]);
});

it.each([400, 417, 431, 505] as const)('a malformed request keeps its own status %i', (status) => {
  expect(refusalOf({ reason: 'request_malformed', status }).status).toBe(status);
});

it('a wrong method is told which one is right, a body without data is not', () => {
  expect([true, false].map((allowPost) => refusalOf({ reason: 'no_data', allowPost }).allow)).toEqual(['POST', undefined]);
});

it.each(['key_unknown', 'secret_wrong', 'user_suspended', 'user_unknown', 'credential_invalid'] as const)(
  '%s of a deprecated credential is spelled in the words of those',
  (reason) => {
    expect(refusalOf({ reason, deprecated: true }).text).toBe('Error: authentication failed');
  },
);

describe('a command that is repeated', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  const shown = new Set(bytes.filter((byte) => byte >= ' ' && byte <= '~' && !'<>&"\''.includes(byte)));
  const spelled = (text: string): readonly string[] => [
    refusalOf({ reason: 'command_invalid', command: text }).text,
    refusalOf({ reason: 'command_unknown', command: text }).text,
    refusalOf({ reason: 'command_not_allowed', key, command: text }).text,
  ];
  const around = [
    'Error: C command invalid',
    'Error: Command C not found',
    `Error: Key ${key} don't have permission to run the command C`,
  ];

  it.each(bytes)('has %j only where it is harmless', (byte) => {
    const expected = shown.has(byte) ? `a${byte}b` : 'a?b';
    expect(spelled(`a${byte}b`)).toEqual(around.map((text) => text.replace('C ', `${expected} `).replace(/C$/, () => expected)));
  });

  it('is cut at 64 characters', () => {
    expect(spelled(`${'x'.repeat(63)}<y`)[0]).toBe(`Error: ${'x'.repeat(63)}? command invalid`);
    expect(spelled('x'.repeat(1000))[0]).toBe(`Error: ${'x'.repeat(64)} command invalid`);
  });

  it.each(['<script>alert(1)</script>', 'x\r\nset-cookie: a=b', '\u2028\u{1f600}<'])(
    'brings no markup and no line: %j',
    (text) => {
      expect(spelled(text).filter((each) => !/^[ -~]*$/.test(each) || /[<>&]/.test(each))).toEqual([]);
    },
  );
});

function row(denial: Denial, status: number, exitCode: number, text: string): Row {
  return { status, exitCode, text, denial };
}
