import { describe, expect, it } from 'vitest';
import type { RefusalLadder, Rung } from '../../src/domain/ledger/refusal-ladder.ts';
import { createMemoryRefusalLadder } from '../../src/limits/rates/memory-refusal-ladder.ts';
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
  ] as const)('%i times in a minute stands on the rung %s', (times, rung) => {
    const { ladder } = ladderAt();
    refuse(ladder, '192.0.2.1', times);
    expect(rungOf(ladder, '192.0.2.1')).toBe(rung);
  });

  it('begins anew a minute after the first refusal', () => {
    const { ladder, at } = ladderAt();
    refuse(ladder, '192.0.2.1', 1);
    at(59_999);
    refuse(ladder, '192.0.2.1', 300);
    expect(rungOf(ladder, '192.0.2.1')).toBe('closed');
    at(60_000);
    expect(rungOf(ladder, '192.0.2.1')).toBe('dialect');
    refuse(ladder, '192.0.2.1', 30);
    expect(rungOf(ladder, '192.0.2.1')).toBe('dialect');
    refuse(ladder, '192.0.2.1', 1);
    expect(rungOf(ladder, '192.0.2.1')).toBe('text');
  });

  it('does not stand for others', () => {
    const { ladder } = ladderAt();
    refuse(ladder, '192.0.2.1', 500);
    expect(rungOf(ladder, '192.0.2.2')).toBe('dialect');
  });

  it('is not told apart from the same one mapped into IPv6', () => {
    const { ladder } = ladderAt();
    refuse(ladder, '192.0.2.1', 500);
    expect(rungOf(ladder, '::ffff:192.0.2.1')).toBe('closed');
  });

  it('stands for its IPv6 prefix, and for no other', () => {
    const { ladder } = ladderAt({ ipv6Prefix: 56 });
    refuse(ladder, '2001:db8:0:1::1', 500);
    expect(rungOf(ladder, '2001:db8:0:ff::9')).toBe('closed');
    expect(rungOf(ladder, '2001:db8:0:100::1')).toBe('dialect');
  });
});

describe('the memory of refusals is bounded', () => {
  it('and drops an address that was not refused since it was last passed over', () => {
    const { ladder } = ladderAt({ maxEntries: 3 });
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.2', '192.0.2.5'])
      refuse(ladder, address, 31);
    const rungs = [1, 2, 3, 4, 5].map((last) => rungOf(ladder, `192.0.2.${last}`));
    expect(rungs).toEqual(['dialect', 'text', 'dialect', 'text', 'text']);
  });
});

function ladderAt({ ipv6Prefix = 64, maxEntries = 100 } = {}): {
  readonly ladder: RefusalLadder;
  readonly at: (ms: number) => void;
} {
  let nowMs = 0;
  const clock = { monotonicMs: () => nowMs, wallMs: () => 0 };
  return {
    ladder: createMemoryRefusalLadder({ clock, ipv6Prefix: () => ipv6Prefix, maxEntries }),
    at: (ms) => void (nowMs = ms),
  };
}

function refuse(ladder: RefusalLadder, address: string, times: number): void {
  for (let count = 0; count < times; count += 1) ladder.refused(addressOf(address));
}

function rungOf(ladder: RefusalLadder, address: string): Rung {
  return ladder.rungOf(addressOf(address));
}
