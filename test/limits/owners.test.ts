import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/domain/ledger/ledger.ts';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import { ledgerWith } from '../support/ledger.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { entryWith, longMs, outcomeOf } from './entries.ts';
import { openRedisStore, singleAt } from './open-redis-store.ts';
import { redisResources } from './redis-resources.ts';

// Of a key whose owner's addresses are configured, before it has ever worked there.

const many = { attempts: 1_000_000, perMs: longMs };
const failures: FailurePolicy = {
  pair: { attempts: 3, perMs: longMs },
  address: { attempts: 3, perMs: longMs },
  key: many,
  banMs: longMs,
  maxBanMs: longMs,
};
const owners = { OWNED: ['10.0.0.0/24'] };
const from = '10.0.0.7';

async function outcome(ledger: Ledger, key: string, result: 'failed' | 'proven'): Promise<string> {
  return outcomeOf(await ledger.settle(entryWith({ from, attempt: { result, key } })));
}

async function banAddress(ledger: Ledger): Promise<void> {
  for (const key of ['A', 'B', 'C']) await outcome(ledger, key, 'failed');
  expect(await outcome(ledger, 'OTHER', 'proven')).toBe('login');
}

function describeOwners(title: string, open: () => Promise<Ledger>): void {
  describe(`an owner's key, ${title}`, () => {
    it('works where others have got the address banned, and theirs does not', async () => {
      const ledger = await open();
      await banAddress(ledger);
      expect(await outcome(ledger, 'OWNED', 'proven')).toBe('counted');
      expect(await outcome(ledger, 'OTHER', 'proven')).toBe('login');
    });

    it('has the budget of its pair there, and no more', async () => {
      const ledger = await open();
      await banAddress(ledger);
      const outcomes = [];
      for (let count = 0; count < 5; count += 1) outcomes.push(await outcome(ledger, 'OWNED', 'failed'));
      expect(outcomes).toEqual(['counted', 'counted', 'counted', 'login', 'login']);
      expect(await outcome(ledger, 'OWNED', 'proven')).toBe('login');
    });
  });
}

describeOwners('in memory', () => Promise.resolve(ledgerWith({ failures, owners }).ledger));

describeWith('redis-server', 'with Redis', () => {
  const { opened, started } = redisResources();
  describeOwners('counted in Redis', async () => {
    const { port } = await started(startRedisServer());
    return (await opened(openRedisStore(singleAt(port), {}, { counts: { failures, owners } }))).counters().ledger;
  });
});
