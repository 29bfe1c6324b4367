import { describe, expect, it } from 'vitest';
import type { NamedSubject } from '../../src/limits/logins/failure-store.ts';
import { entryWith, loginWaitMs, longMs } from './entries.ts';
import type { StoreTests } from './open-store.ts';

export function describeNetworkBans(title: string, { withStore, secondMs }: StoreTests): void {
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
        withStore(async (store) => {
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
        })(),
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
        { neverBan: ['203.0.113.9'] },
      ),
    );

    it(
      'keeps its note until another is given, and a shorter one changes nothing',
      withStore(async (store) => {
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
      }),
    );
  });
}
