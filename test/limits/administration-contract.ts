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

  describe.concurrent(`${title}: a ban of a network by hand`, () => {
    const networks = [
      ['203.0.113.0/24', '203.0.113.255', '203.0.114.0'],
      ['203.0.112.0/22', '203.0.115.7', '203.0.116.0'],
      ['20010db8/32', '2001:db8:ffff::1', '2001:db9::1'],
      ['20010db800014/52', '2001:db8:1:4fff::1', '2001:db8:1:5000::1'],
    ] as const;

    it.each(networks)(
      'of %s refuses who is in it, known or not, through every gateway, and nobody else',
      (text, within, beside) =>
        withStore(
          async (store) => {
            await store.counters().ledger.settle(entryWith({ from: within, attempt: { result: 'proven' } }));
            await store.counters().failures.ban({ kind: 'network', text }, longMs, 'a note');
            // Another gateway knows within a second.
            await store.pass(secondMs);
            for (let gateway = 0; gateway < 2; gateway += 1) {
              const { ledger } = store.counters();
              expect(ledger.refusedHere(entryWith({ from: within }))).toMatchObject({ kind: 'login' });
              for (const attempt of [undefined, { result: 'right' }, { result: 'failed' }] as const)
                expect(await loginWaitMs(ledger, { from: within, ...(attempt && { attempt }) })).toBeGreaterThan(longMs / 2);
              expect(ledger.refusedHere(entryWith({ from: beside }))).toBeUndefined();
              expect(await loginWaitMs(ledger, { from: beside, attempt: { result: 'right' } })).toBeUndefined();
            }
            expect(store.counters().failures.bans()).toMatchObject([{ subject: { text }, cause: 'manual', note: 'a note' }]);
          },
          { failures },
        )(),
    );

    it(
      'ends when it is ended, through every gateway, and lets those that are never banned pass',
      withStore(
        async (store) => {
          const subject: NamedSubject = { kind: 'network', text: '203.0.113.0/24' };
          await store.counters().failures.ban(subject, longMs);
          await store.pass(secondMs);
          for (let gateway = 0; gateway < 2; gateway += 1)
            expect(await loginWaitMs(store.counters().ledger, { from: '203.0.113.9' })).toBeUndefined();
          expect(await loginWaitMs(store.counters().ledger, { from: '203.0.113.8' })).toBeGreaterThan(0);
          expect(await store.counters().failures.unban(subject)).toBe(true);
          await store.pass(secondMs);
          for (let gateway = 0; gateway < 2; gateway += 1)
            expect(await loginWaitMs(store.counters().ledger, { from: '203.0.113.8' })).toBeUndefined();
        },
        { failures, neverBan: ['203.0.113.9'] },
      ),
    );

    it(
      'keeps its note until another is given, and a shorter one changes nothing',
      withStore(
        async (store) => {
          const subject: NamedSubject = { kind: 'network', text: '203.0.113.0/24' };
          const notes: (string | undefined)[] = [];
          for (const [lastsMs, note] of [
            [longMs, 'one'],
            [2 * longMs, undefined],
            [3 * longMs, 'other'],
            [1000, 'none'],
          ] as const) {
            await store.counters().failures.ban(subject, lastsMs, note);
            await store.pass(secondMs);
            notes.push(
              ...store
                .counters()
                .failures.bans()
                .map((ban) => ban.note),
            );
          }
          expect(notes).toEqual(['one', 'one', 'other', 'other']);
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
          store.counters().failures.takeOff(address, tries, { ...longTerms, attempts: 5 });
          store.counters().failures.takeOff(pair, { ...tries, count: 7 }, { ...longTerms, attempts: 5 });
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
          store.counters().failures.takeOff(pair, tries, longTerms);
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
          store.counters().failures.takeOff(address, tries, longTerms);
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
          store.counters().failures.takeOff(pair, { count: 1, sinceMs: -1e15 }, longTerms);
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
