import { describe, expect, it } from 'vitest';
import type { Dialects } from '../../src/domain/call/dialects.ts';
import { createMemoryDialects } from '../../src/limits/rates/memory-dialects.ts';
import { addressOf } from '../support/facts.ts';
import { ManualClock } from '../support/manual-clock.ts';

const dayMs = 86_400_000;

function remembering({ maxEntries = 100, ipv6Prefix = 64 } = {}): { readonly dialects: Dialects; readonly clock: ManualClock } {
  const clock = new ManualClock();
  return { dialects: createMemoryDialects({ clock, ipv6Prefix: () => ipv6Prefix, maxEntries }), clock };
}

const speaks = (dialects: Dialects, address: string): boolean => dialects.wantsExitCode(addressOf(address));
const spoke = (dialects: Dialects, address: string, mayConnect = true): void =>
  dialects.askedForExitCode(addressOf(address), mayConnect);

describe('an address that asked for bare numbers', () => {
  it.each([true, false])('is known for a day after the last time (it may connect: %s)', (mayConnect) => {
    const { dialects, clock } = remembering();
    spoke(dialects, '192.0.2.1', mayConnect);
    clock.advance(dayMs - 1);
    expect(speaks(dialects, '192.0.2.1')).toBe(true);
    spoke(dialects, '192.0.2.1', mayConnect);
    clock.advance(dayMs - 1);
    expect(speaks(dialects, '192.0.2.1')).toBe(true);
    clock.advance(1);
    expect(speaks(dialects, '192.0.2.1')).toBe(false);
  });

  it('speaks for no other address, and for its IPv6 network', () => {
    const { dialects } = remembering();
    spoke(dialects, '192.0.2.1');
    spoke(dialects, '2001:db8::1');
    expect(speaks(dialects, '192.0.2.2')).toBe(false);
    expect(speaks(dialects, '::ffff:192.0.2.1')).toBe(true);
    expect([speaks(dialects, '2001:db8::ffff'), speaks(dialects, '2001:db8:0:1::1')]).toEqual([true, false]);
  });
});

describe('the memory of dialects is bounded', () => {
  it('and strangers push out strangers alone, never an address that may connect', () => {
    const { dialects } = remembering({ maxEntries: 3 });
    spoke(dialects, '192.0.2.1');
    for (let last = 1; last <= 200; last += 1) spoke(dialects, `198.51.100.${last}`, false);
    expect(speaks(dialects, '192.0.2.1')).toBe(true);
    const strangers = Array.from({ length: 200 }, (_, index) => speaks(dialects, `198.51.100.${index + 1}`));
    expect(strangers.filter((isKnown) => isKnown)).toHaveLength(3);
  });

  it('and of those that may connect, who speaks again is kept before who spoke once', () => {
    const { dialects } = remembering({ maxEntries: 3 });
    spoke(dialects, '192.0.2.1');
    for (let last = 2; last <= 50; last += 1) {
      spoke(dialects, '192.0.2.1');
      spoke(dialects, `192.0.2.${last}`);
    }
    expect(speaks(dialects, '192.0.2.1')).toBe(true);
  });
});
