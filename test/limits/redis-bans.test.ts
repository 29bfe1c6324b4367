import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import type { NamedSubject } from '../../src/limits/logins/failure-store.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { entryWith, loginWaitMs, longMs } from './entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';

const subject: NamedSubject = { kind: 'address', text: '192.0.2.1' };
const other: NamedSubject = { kind: 'address', text: '198.51.100.9' };
const never = { attempts: 1_000_000, perMs: longMs };
const failures: FailurePolicy = {
  pair: never,
  address: { attempts: 2, perMs: longMs },
  key: never,
  banMs: 60_000,
  maxBanMs: 600_000,
};

describeWith('redis-server', 'bans that gateways share', () => {
  let server: RedisServer;
  let gateways: RedisGateway[] = [];
  let prefixes = 0;

  beforeAll(async () => {
    server = await startRedisServer();
  });
  beforeEach(() => {
    prefixes += 1;
  });
  afterEach(async () => {
    await Promise.all(gateways.map(({ store }) => store.stop()));
    gateways = [];
  });
  afterAll(() => server.stop());

  const openGateway = async (): Promise<RedisGateway> => {
    const gateway = await openRedisStore(singleAt(server.port), { prefix: `bans${prefixes}:` }, { counts: { failures } });
    gateways.push(gateway);
    return gateway;
  };

  it('are known to every gateway within a second, at no question', async () => {
    const [a, b] = [await openGateway(), await openGateway()];
    await banAt(a, subject);
    await until(() => isBannedAt(b, subject));
    expect(b.counters().failures.bans()).toMatchObject([{ subject, cause: 'address', level: 1 }]);
    expect([begunAt(a), begunAt(b)]).toEqual([1, 0]);
  });

  it('by hand are known to every gateway within a second', async () => {
    const [a, b] = [await openGateway(), await openGateway()];
    await a.counters().failures.ban(other, 60_000);
    await until(() => isBannedAt(b, other));
    expect(b.counters().failures.bans()).toMatchObject([{ subject: other, cause: 'manual' }]);
  });

  it('end at every gateway within a second of being ended by hand', async () => {
    const [a, b] = [await openGateway(), await openGateway()];
    await banAt(a, subject);
    await until(() => isBannedAt(b, subject));
    expect(await b.counters().failures.unban(subject)).toBe(true);
    await until(() => !isBannedAt(a, subject));
  });

  it('outlive the restart of a gateway, with the prefixes that keys were used from', async () => {
    const first = await openGateway();
    await banAt(first, subject);
    await first.counters().ledger.settle(used);
    await first.store.stop();
    const second = await openGateway();
    expect(isBannedAt(second, subject)).toBe(true);
    expect(await isKnownAt(second)).toBe(true);
    expect(second.counters().ledger.hasKnown(used.address)).toBe(true);
  });

  it('are given back to a Redis that has lost its data, with known prefixes', async () => {
    const [a, b] = [await openGateway(), await openGateway()];
    await banAt(a, subject);
    await banAt(b, other);
    await a.counters().ledger.settle(used);
    await server.restart();
    await until(() => [a, b].every(({ store }) => store.status.isReached()));
    await until(async () => {
      const late = await openGateway();
      const isKnown = await isKnownAt(late);
      return isKnown && isBannedAt(late, subject) && isBannedAt(late, other);
    });
    await until(() => isBannedAt(a, other) && isBannedAt(b, subject));
    expect([isBannedAt(a, subject), isBannedAt(b, other)]).toEqual([true, true]);
  });

  it('that begin or end while Redis is away are told to it when it is back', async () => {
    const [a, b] = [await openGateway(), await openGateway()];
    await banAt(a, subject);
    await until(() => isBannedAt(b, subject));
    server.pause();
    await banAt(a, other);
    expect(await a.counters().failures.unban(subject)).toBe(true);
    expect([isBannedAt(a, subject), isBannedAt(a, other)]).toEqual([false, true]);
    server.resume();
    await until(() => !isBannedAt(b, subject) && isBannedAt(b, other));
    expect([isBannedAt(a, subject), isBannedAt(a, other)]).toEqual([false, true]);
  });

  it('are many, and all of them are read at a start', async () => {
    const first = await openGateway();
    const subjects = Array.from({ length: 900 }, (_, index): NamedSubject => ({
      kind: 'address',
      text: `10.${index >> 8}.${index & 0xff}.0`,
    }));
    for (let at = 0; at < 900; at += 50) await Promise.all(subjects.slice(at, at + 50).map((each) => banAt(first, each)));
    const second = await openGateway();
    expect(second.counters().failures.bans().length).toBe(900);
  });

  it('are bounded: where no more can be kept, failures are refused until their window ends', async () => {
    const first = await openGateway();
    const subjects = Array.from({ length: 1000 }, (_, index): NamedSubject => ({
      kind: 'address',
      text: `10.${index >> 8}.${index & 0xff}.0`,
    }));
    for (let at = 0; at < 1000; at += 50) await Promise.all(subjects.slice(at, at + 50).map((each) => banAt(first, each)));
    await banAt(first, other);
    expect(isBannedAt(first, other)).toBe(false);
    expect(await loginWaitMs(first.counters().ledger, { from: other.text })).toBeGreaterThan(60_000);
  });
});

const used = entryWith({ from: '198.51.100.7', attempt: { result: 'proven' } });

/** Only a known pair is let by where its address has used up its rate. */
async function isKnownAt(gateway: RedisGateway): Promise<boolean> {
  const { ledger } = gateway.counters();
  const full = { ...used, addressCharge: { ...used.addressCharge, rate: { calls: 0, perMs: 1000 } } };
  return (await ledger.peek(full)).refusal === undefined;
}

async function banAt(gateway: RedisGateway, { text }: NamedSubject): Promise<void> {
  const { ledger } = gateway.counters();
  for (let count = 0; count < 2; count += 1) await ledger.settle(entryWith({ from: text, attempt: { result: 'failed' } }));
}

function isBannedAt(gateway: RedisGateway, { text }: NamedSubject): boolean {
  return gateway.counters().ledger.refusedHere(entryWith({ from: text })) !== undefined;
}

function begunAt({ local }: RedisGateway): number {
  return local.failures.banTable.begun().get('address') ?? 0;
}
