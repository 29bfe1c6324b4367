import { describe, expect, it } from 'vitest';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import type { NamedSubject, Subject, Terms } from '../../src/limits/logins/failure-store.ts';
import { entryWith, loginWaitMs, longMs } from './entries.ts';
import type { OpenStore, StoreTests } from './open-store.ts';

const never = { attempts: 1000, perMs: longMs };
const pair: NamedSubject = { kind: 'pair', text: 'KEY 192.0.2.1' };
const address: NamedSubject = { kind: 'address', text: '192.0.2.1' };

async function fail(store: OpenStore, times: number, isGuessable = true): Promise<void> {
  for (let count = 0; count < times; count += 1)
    await store.counters().ledger.settle(entryWith({ attempt: { result: 'failed', isGuessable } }));
}

const waitMs = (store: OpenStore): Promise<number | undefined> =>
  loginWaitMs(store.counters().ledger, { attempt: { result: 'right' } });

export function describeAdministration(title: string, { withStore, secondMs }: StoreTests): void {
  const moreThanMs = 0.3 * secondMs;
  const firstMs = 0.3 * secondMs;
  const failures: FailurePolicy = {
    pair: { attempts: 2, perMs: longMs },
    address: never,
    key: never,
    banMs: firstMs,
    maxBanMs: 0.8 * secondMs,
  };
  const terms: Terms = { ...failures.pair, ban: { firstMs, maxMs: failures.maxBanMs } };

  describe.concurrent(`${title}: a ban`, () => {
    it(
      'begins with the last attempt, and each further one is twice as long, up to the longest',
      withStore(
        async (store) => {
          const lasted: number[] = [];
          for (let round = 0; round < 3; round += 1) {
            await fail(store, 2);
            const leftMs = (await waitMs(store)) ?? 0;
            lasted.push(Math.ceil(leftMs / firstMs));
            await store.pass(leftMs + moreThanMs);
          }
          expect(lasted).toEqual([1, 2, 3]);
        },
        { failures },
      ),
    );

    it(
      'refuses failures and counts none of them',
      withStore(
        async (store) => {
          await fail(store, 5);
          expect(await waitMs(store)).toBeLessThanOrEqual(firstMs);
          await store.pass(firstMs + moreThanMs);
          await fail(store, 1);
          expect(await waitMs(store)).toBeUndefined();
        },
        { failures },
      ),
    );

    it(
      'by hand runs for its time',
      withStore(
        async (store) => {
          await store.counters().failures.ban(pair, secondMs);
          expect((await store.counters().failures.look(pair, terms)).refusedMs).toBeGreaterThan(firstMs);
          await store.pass(secondMs + moreThanMs);
          expect(await waitMs(store)).toBeUndefined();
        },
        { failures },
      ),
    );

    it(
      'that is ended by hand is forgotten with those before it',
      withStore(
        async (store) => {
          await fail(store, 2);
          await store.pass(firstMs + moreThanMs);
          await fail(store, 2);
          expect(await store.counters().failures.unban(pair)).toBe(true);
          expect(await store.counters().failures.unban(pair)).toBe(false);
          // Another gateway knows within a second.
          await store.pass(secondMs);
          expect(await waitMs(store)).toBeUndefined();
          await fail(store, 2);
          expect(await waitMs(store)).toBeLessThanOrEqual(firstMs);
        },
        { failures },
      ),
    );
  });

  describe.concurrent(`${title}: failures that are taken off`, () => {
    const tries = { count: 1, sinceMs: 1e15 };
    const long: FailurePolicy = { ...failures, banMs: 20 * secondMs, maxBanMs: 100 * secondMs };
    const longTerms: Terms = { ...failures.pair, ban: { firstMs: long.banMs, maxMs: long.maxBanMs } };

    it(
      'leave the others',
      withStore(
        async (store) => {
          await fail(store, 3);
          store.counters().failures.subtract(address, tries, { ...longTerms, attempts: 5 });
          store.counters().failures.subtract(pair, { ...tries, count: 7 }, { ...longTerms, attempts: 5 });
          await store.settle();
          expect((await store.counters().failures.look(address, never)).failures).toBe(2);
          expect((await store.counters().failures.look(pair, never)).failures).toBe(0);
        },
        { failures: { ...long, pair: never } },
      ),
    );

    it(
      'end the ban to which they led, and the next one is longer',
      withStore(
        async (store) => {
          await fail(store, 2);
          store.counters().failures.subtract(pair, tries, longTerms);
          // Another gateway knows within a second.
          await store.pass(secondMs);
          expect(await waitMs(store)).toBeUndefined();
          await fail(store, 1);
          expect(await waitMs(store)).toBeGreaterThan(20 * secondMs);
        },
        { failures: long },
      ),
    );

    it(
      'end no ban by hand, and none to which only others led',
      withStore(
        async (store) => {
          await store.counters().failures.ban(address, secondMs);
          await fail(store, 2);
          await store.counters().failures.unban(address);
          await store.counters().failures.ban(address, secondMs);
          store.counters().failures.subtract(address, tries, longTerms);
          await store.settle();
          expect((await store.counters().failures.look(address, longTerms)).refusedMs).toBeGreaterThan(firstMs);
        },
        { failures: long },
      ),
    );

    it(
      'end no ban to which only others led',
      withStore(
        async (store) => {
          await fail(store, 2);
          store.counters().failures.subtract(pair, { count: 1, sinceMs: -1e15 }, longTerms);
          await store.settle();
          expect((await store.counters().failures.look(pair, longTerms)).refusedMs).toBeGreaterThan(0);
        },
        { failures: long },
      ),
    );
  });

  describe.concurrent(`${title}: ids that the panel does not have`, () => {
    const invented: Subject = { kind: 'unknown_pair', text: pair.text };

    it(
      'are in no list of bans, and are forgotten by hand',
      withStore(
        async (store) => {
          await fail(store, 2, false);
          await store.settle();
          expect(store.counters().failures.bans()).toEqual([]);
          expect((await store.counters().failures.look(invented, terms)).refusedMs).toBeGreaterThan(0);
          expect(await store.counters().failures.unban(invented)).toBe(true);
          expect((await store.counters().failures.look(invented, terms)).refusedMs).toBeUndefined();
        },
        { failures: { ...failures, banMs: longMs, maxBanMs: longMs } },
      ),
    );

    it(
      'are banned for twice as long the next time',
      withStore(
        async (store) => {
          await fail(store, 2, false);
          await store.pass(firstMs + moreThanMs);
          await fail(store, 2, false);
          const leftMs = (await store.counters().failures.look(invented, terms)).refusedMs ?? 0;
          expect(Math.ceil(leftMs / firstMs)).toBe(2);
        },
        { failures },
      ),
    );
  });
}
