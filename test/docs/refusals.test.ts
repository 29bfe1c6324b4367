import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/domain/call/denial.ts';
import { denials, type Reason } from '../../src/domain/call/denials.ts';
import { refusalOf } from '../../src/hestia/answer/refusal.ts';

interface Row {
  readonly reason: string;
  readonly status: string;
  readonly exitCode: string;
  readonly text: string;
  readonly change: string;
}

const rows = rowsOf(readFileSync(new URL('../../docs/refusals.md', import.meta.url), 'utf8'));

/** One of each reason, with the words that stand in the manual for what a call brings. */
const examples: Readonly<Record<Reason, Denial>> = {
  address_not_allowed: { reason: 'address_not_allowed' },
  address_unknown: { reason: 'address_unknown' },
  address_banned: { reason: 'address_banned', retryAfterMs: 9000 },
  address_rate: { reason: 'address_rate', retryAfterMs: 9000 },
  request_malformed: { reason: 'request_malformed', status: 400 },
  host_unknown: { reason: 'host_unknown' },
  path_unknown: { reason: 'path_unknown' },
  no_data: { reason: 'no_data', allowPost: true },
  body_too_large: { reason: 'body_too_large' },
  body_too_slow: { reason: 'body_too_slow' },
  field_invalid: { reason: 'field_invalid', what: 'WHAT' },
  api_disabled: { reason: 'api_disabled' },
  command_missing: { reason: 'command_missing' },
  arguments_too_long: { reason: 'arguments_too_long' },
  command_invalid: { reason: 'command_invalid', command: 'CMD' },
  too_early: { reason: 'too_early' },
  key_unknown: { reason: 'key_unknown', deprecated: false },
  secret_wrong: { reason: 'secret_wrong', deprecated: false },
  user_suspended: { reason: 'user_suspended', deprecated: false },
  user_unknown: { reason: 'user_unknown', deprecated: false },
  credential_invalid: { reason: 'credential_invalid', deprecated: false },
  key_panel: { reason: 'key_panel', policy: 'keys.ID' },
  key_address: { reason: 'key_address', policy: 'keys.ID' },
  key_hours: { reason: 'key_hours', policy: 'keys.ID' },
  key_expired: { reason: 'key_expired', policy: 'keys.ID' },
  key_used_up: { reason: 'key_used_up', policy: 'keys.ID' },
  api_disabled_for_user: { reason: 'api_disabled_for_user' },
  key_rate: { reason: 'key_rate', retryAfterMs: 9000 },
  command_unknown: { reason: 'command_unknown', command: 'CMD' },
  command_not_allowed: { reason: 'command_not_allowed', key: 'ID', command: 'CMD' },
  user_mismatch: { reason: 'user_mismatch', key: 'ID' },
  key_command: { reason: 'key_command', key: 'ID', command: 'CMD', policy: 'keys.ID' },
  key_user: { reason: 'key_user', key: 'ID', command: 'CMD', policy: 'keys.ID' },
  argument_refused: { reason: 'argument_refused', key: 'ID', command: 'CMD', policy: 'keys.ID' },
  command_rate: { reason: 'command_rate', retryAfterMs: 9000 },
  panel_busy: { reason: 'panel_busy', retryAfterMs: 9000 },
  gateway_busy: { reason: 'gateway_busy', retryAfterMs: 9000 },
  state_unavailable: { reason: 'state_unavailable' },
  panel_unreachable: { reason: 'panel_unreachable' },
  panel_untrusted: { reason: 'panel_untrusted' },
  panel_circuit_open: { reason: 'panel_circuit_open', retryAfterMs: 9000 },
  panel_outcome_unknown: { reason: 'panel_outcome_unknown' },
  panel_timeout: { reason: 'panel_timeout' },
  gateway_failed: { reason: 'gateway_failed', requestId: 'ID' },
};

describe("the manual's table of refusals", () => {
  it('has each reason of the code once, and no other', () => {
    expect(rows.map(({ reason }) => reason).toSorted()).toEqual(Object.keys(denials).toSorted());
  });

  it.each(Object.values(examples))('says of $reason what the gateway answers', (denial) => {
    const refusal = refusalOf(denial);
    const text = refusal.text.replace(/^Error: /, '').replace('9 seconds', 'N seconds');
    const status = denial.reason === 'request_malformed' ? '400, 417, 431, 505' : String(refusal.status);
    const row = rows.find(({ reason }) => reason === denial.reason);
    expect(row).toMatchObject({ status, exitCode: String(refusal.exitCode), text });
  });

  it.each(rows)('says what to change for $reason, in a line', ({ change }) => {
    expect(change).toMatch(/^[A-Z].{20,}\.$/);
  });
});

/** The manual is Markdown: a row is a line of five cells, names and texts are set as code. */
function rowsOf(manual: string): readonly Row[] {
  return manual
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, reason = '', status = '', exitCode = '', text = '', change = ''] = line.split('|').map((cell) => cell.trim());
      return { reason: reason.slice(1, -1), status, exitCode, text: text.slice(1, -1), change };
    });
}
