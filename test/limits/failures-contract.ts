import { describe, expect, it } from 'vitest';
import type { NamedSubject, Subject, Terms } from '../../src/limits/failure-store.ts';
import { type OpenStore, type StoreTests } from './open-store.ts';

const pair: NamedSubject = { kind: 'pair', text: 'key 192.0.2.1/32' };

export function describeFailures(title: string, { withStore, secondMs }: StoreTests): void {
  /** Beyond the end of a window: a real clock is not to the millisecond, and the word of an end comes late on a busy machine. */
  const moreThanMs = 0.3 * secondMs;
  const firstMs = 0.3 * secondMs;
  const banning: Terms = { attempts: 2, perMs: 600_000, ban: { firstMs, maxMs: 0.8 * secondMs } };

  describe.concurrent(`${title}: failures`, () => {
    const withoutBan: Terms = { attempts: 3, perMs: 600_000, ban: undefined };
    const brief: Terms = { ...withoutBan, perMs: secondMs };

    it(
      'are counted up to the attempts, and then refused until their window ends',
      withStore(async (store) => {
        expect(await strikes(store, pair, brief, 3)).toEqual([undefined, undefined, undefined]);
        const [refusedMs = 0] = await strikes(store, pair, brief, 1);
        expect(refusedMs).toBeGreaterThan(0);
        expect(refusedMs).toBeLessThanOrEqual(secondMs);
        expect(await store.counters().failures.refusedMs(pair, brief)).toBeGreaterThan(0);
        await store.pass(secondMs + moreThanMs);
        expect(await store.counters().failures.refusedMs(pair, brief)).toBeUndefined();
        expect(await strikes(store, pair, brief, 3)).toEqual([undefined, undefined, undefined]);
      }),
    );

    it(
      'at the same time are answered no more often than there are attempts',
      withStore(async (store) => {
        const all = await Promise.all(Array.from({ length: 20 }, async () => store.counters().failures.strike(pair, banning)));
        expect(all.filter((refusedMs) => refusedMs === undefined).length).toBe(banning.attempts);
      }),
    );

    it(
      'of one subject do not count for another',
      withStore(async (store) => {
        await strikes(store, pair, withoutBan, 3);
        expect(await strikes(store, { kind: 'pair', text: 'other 192.0.2.1/32' }, withoutBan, 1)).toEqual([undefined]);
        expect(await strikes(store, { kind: 'key', text: pair.text }, withoutBan, 1)).toEqual([undefined]);
      }),
    );

    it(
      'that are forgotten count no longer',
      withStore(async (store) => {
        await strikes(store, pair, withoutBan, 2);
        expect(await store.counters().failures.failures(pair)).toBe(2);
        store.counters().failures.forget(pair);
        await store.settle();
        expect(await store.counters().failures.failures(pair)).toBe(0);
      }),
    );
  });

  describe.concurrent(`${title}: a ban`, () => {
    it(
      'begins with the last attempt, and each further one is twice as long, up to the longest',
      withStore(async (store) => {
        const lasted: number[] = [];
        for (let round = 0; round < 3; round += 1) {
          await strikes(store, pair, banning, banning.attempts);
          const leftMs = (await store.counters().failures.refusedMs(pair, banning)) ?? 0;
          lasted.push(Math.ceil(leftMs / firstMs));
          await store.pass(leftMs + moreThanMs);
        }
        expect(lasted).toEqual([1, 2, 3]);
      }),
    );

    it(
      'refuses failures and counts none of them',
      withStore(async (store) => {
        await strikes(store, pair, banning, banning.attempts);
        const refused = await strikes(store, pair, banning, 3);
        expect(refused.every((refusedMs) => refusedMs !== undefined && refusedMs <= firstMs)).toBe(true);
        await store.pass(firstMs + moreThanMs);
        expect(await strikes(store, pair, banning, banning.attempts)).toEqual([undefined, undefined]);
      }),
    );

    it(
      'by hand runs for its time',
      withStore(async (store) => {
        await store.counters().failures.ban(pair, secondMs);
        expect(await store.counters().failures.refusedMs(pair, banning)).toBeGreaterThan(firstMs);
        await store.pass(secondMs + moreThanMs);
        expect(await store.counters().failures.refusedMs(pair, banning)).toBeUndefined();
      }),
    );

    it(
      'that is ended by hand is forgotten with those before it',
      withStore(async (store) => {
        await strikes(store, pair, banning, banning.attempts);
        await store.pass(firstMs + moreThanMs);
        await strikes(store, pair, banning, banning.attempts);
        expect(await store.counters().failures.unban(pair)).toBe(true);
        expect(await store.counters().failures.unban(pair)).toBe(false);
        // Another gateway knows within a second.
        await store.pass(secondMs);
        expect(await store.counters().failures.refusedMs(pair, banning)).toBeUndefined();
        await strikes(store, pair, banning, banning.attempts);
        expect(await store.counters().failures.refusedMs(pair, banning)).toBeLessThanOrEqual(firstMs);
      }),
    );
  });

  describe.concurrent(`${title}: failures that are taken off`, () => {
    const tries = { count: 1, sinceMs: 1e15 };
    const long: Terms = { ...banning, ban: { firstMs: 20 * secondMs, maxMs: 100 * secondMs } };

    it(
      'leave the others',
      withStore(async (store) => {
        await strikes(store, pair, banning, 1);
        await strikes(store, { kind: 'address', text: '192.0.2.1' }, { ...banning, attempts: 5 }, 3);
        store.counters().failures.takeOff({ kind: 'address', text: '192.0.2.1' }, tries, { ...banning, attempts: 5 });
        store.counters().failures.takeOff(pair, { ...tries, count: 7 }, banning);
        await store.settle();
        expect(await store.counters().failures.failures({ kind: 'address', text: '192.0.2.1' })).toBe(2);
        expect(await store.counters().failures.failures(pair)).toBe(0);
      }),
    );

    it(
      'end the ban to which they led, and the next one is longer',
      withStore(async (store) => {
        await strikes(store, pair, long, long.attempts);
        store.counters().failures.takeOff(pair, tries, long);
        // Another gateway knows within a second.
        await store.pass(secondMs);
        expect(await store.counters().failures.refusedMs(pair, long)).toBeUndefined();
        expect(await strikes(store, pair, long, 1)).toEqual([undefined]);
        expect(await store.counters().failures.refusedMs(pair, long)).toBeGreaterThan(20 * secondMs);
      }),
    );

    it(
      'end no ban by hand, and none to which only others led',
      withStore(async (store) => {
        const other: NamedSubject = { kind: 'address', text: '192.0.2.2' };
        await store.counters().failures.ban(pair, secondMs);
        await strikes(store, other, long, long.attempts);
        store.counters().failures.takeOff(pair, tries, long);
        store.counters().failures.takeOff(other, { count: 1, sinceMs: -1e15 }, long);
        await store.settle();
        expect(await store.counters().failures.refusedMs(pair, long)).toBeGreaterThan(firstMs);
        expect(await store.counters().failures.refusedMs(other, long)).toBeGreaterThan(0);
      }),
    );
  });

  describe.concurrent(`${title}: ids that the panel does not have`, () => {
    const longMs = 600_000;
    const unlimited: Terms = { attempts: 3, perMs: longMs, ban: undefined };

    it(
      'are refused as those that it has, from one prefix with a ban, from everywhere until the window ends',
      withStore(async (store) => {
        const pairs = [pair, { kind: 'unknown_pair', text: pair.text }] as const;
        const answers = await Promise.all(pairs.map((each) => strikes(store, each, banning, banning.attempts)));
        expect(answers).toEqual([
          [undefined, undefined],
          [undefined, undefined],
        ]);
        const waits = await Promise.all(pairs.map((each) => strikes(store, each, banning, 1)));
        for (const [waitMs = 0] of waits) expect(Math.ceil(waitMs / firstMs)).toBe(1);
        const keys = [
          { kind: 'key', text: 'KEY' },
          { kind: 'unknown_key', text: 'KEY' },
        ] as const;
        const counted = await Promise.all(keys.map((each) => strikes(store, each, unlimited, 4)));
        for (const [first, second, third, fourth = 0] of counted) {
          expect([first, second, third, fourth > 0 && fourth <= longMs]).toEqual([undefined, undefined, undefined, true]);
        }
      }),
    );

    it(
      'are in no list of bans, and are forgotten by hand',
      withStore(async (store) => {
        const invented: Subject = { kind: 'unknown_pair', text: 'KEY 192.0.2.1' };
        await strikes(store, invented, banning, banning.attempts);
        await store.settle();
        expect(store.counters().failures.bans()).toEqual([]);
        expect(await store.counters().failures.refusedMs(invented, banning)).toBeGreaterThan(0);
        await store.counters().failures.unban(invented);
        expect(await store.counters().failures.refusedMs(invented, banning)).toBeUndefined();
      }),
    );
  });

  describe.concurrent(`${title}: a known prefix`, () => {
    it(
      'is one that the key was used from with success',
      withStore(async (store) => {
        expect(await store.counters().failures.isKnown('key', '192.0.2.1/32')).toBe(false);
        store.counters().failures.know('key', '192.0.2.1/32');
        await store.settle();
        expect(await store.counters().failures.isKnown('key', '192.0.2.1/32')).toBe(true);
        expect(await store.counters().failures.isKnown('key', '192.0.2.2/32')).toBe(false);
        expect(await store.counters().failures.isKnown('other', '192.0.2.1/32')).toBe(false);
      }),
    );
  });
}

async function strikes(store: OpenStore, subject: Subject, terms: Terms, times: number): Promise<(number | undefined)[]> {
  const answers: (number | undefined)[] = [];
  for (let count = 0; count < times; count += 1) answers.push(await store.counters().failures.strike(subject, terms));
  return answers;
}
