import { describe, expect, it } from 'vitest';
import type { RefusalEscalation, EscalationLevel } from '../../src/domain/ledger/refusal-escalation.ts';
import { createMemoryRefusalEscalation } from '../../src/limits/rates/memory-refusal-escalation.ts';
import { addressOf } from '../support/facts.ts';

describe('an address that was refused', () => {
  it.each([
    [0, 'dialect'],
    [1, 'dialect'],
    [30, 'dialect'],
    [31, 'text'],
    [300, 'text'],
    [301, 'closed'],
    [1000, 'closed'],
  ] as const)('%i times in a minute is answered at the level %s', (times, level) => {
    const { escalation } = escalationAt();
    refuse(escalation, '192.0.2.1', times);
    expect(levelOf(escalation, '192.0.2.1')).toBe(level);
  });

  it('begins anew a minute after the first refusal', () => {
    const { escalation, at } = escalationAt();
    refuse(escalation, '192.0.2.1', 1);
    at(59_999);
    refuse(escalation, '192.0.2.1', 300);
    expect(levelOf(escalation, '192.0.2.1')).toBe('closed');
    at(60_000);
    expect(levelOf(escalation, '192.0.2.1')).toBe('dialect');
    refuse(escalation, '192.0.2.1', 30);
    expect(levelOf(escalation, '192.0.2.1')).toBe('dialect');
    refuse(escalation, '192.0.2.1', 1);
    expect(levelOf(escalation, '192.0.2.1')).toBe('text');
  });

  it('does not stand for others', () => {
    const { escalation } = escalationAt();
    refuse(escalation, '192.0.2.1', 500);
    expect(levelOf(escalation, '192.0.2.2')).toBe('dialect');
  });

  it('is not told apart from the same one mapped into IPv6', () => {
    const { escalation } = escalationAt();
    refuse(escalation, '192.0.2.1', 500);
    expect(levelOf(escalation, '::ffff:192.0.2.1')).toBe('closed');
  });

  it('stands for its IPv6 prefix, and for no other', () => {
    const { escalation } = escalationAt({ ipv6Prefix: 56 });
    refuse(escalation, '2001:db8:0:1::1', 500);
    expect(levelOf(escalation, '2001:db8:0:ff::9')).toBe('closed');
    expect(levelOf(escalation, '2001:db8:0:100::1')).toBe('dialect');
  });
});

describe('the memory of refusals is bounded', () => {
  it('and drops an address that was not refused since it was last passed over', () => {
    const { escalation } = escalationAt({ maxEntries: 3 });
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.2', '192.0.2.5'])
      refuse(escalation, address, 31);
    const levels = [1, 2, 3, 4, 5].map((last) => levelOf(escalation, `192.0.2.${last}`));
    expect(levels).toEqual(['dialect', 'text', 'dialect', 'text', 'text']);
  });
});

function escalationAt({ ipv6Prefix = 64, maxEntries = 100 } = {}): {
  readonly escalation: RefusalEscalation;
  readonly at: (ms: number) => void;
} {
  let nowMs = 0;
  const clock = { monotonicMs: () => nowMs, wallMs: () => 0 };
  return {
    escalation: createMemoryRefusalEscalation({ clock, ipv6Prefix: () => ipv6Prefix, maxEntries }),
    at: (ms) => void (nowMs = ms),
  };
}

function refuse(escalation: RefusalEscalation, address: string, times: number): void {
  for (let count = 0; count < times; count += 1) escalation.refused(addressOf(address));
}

function levelOf(escalation: RefusalEscalation, address: string): EscalationLevel {
  return escalation.levelOf(addressOf(address));
}
