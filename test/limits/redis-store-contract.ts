import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { deniedBy, giveRights, username } from '../support/redis-rights.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import type { LedgerWith } from '../support/ledger.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';
import type { OpenStore } from './open-store.ts';
import { describeStore } from './store-contract.ts';

const password = 'a-password';

/** The contract of stores, held by so many gateways by turns, as a user of Redis who has the rights that the manual names, and no others. */
export function describeRedisStore(name: string, gateways: number): void {
  describeWith('redis-server', 'the store', () => {
    let server: RedisServer;
    let stores = 0;

    beforeAll(async () => {
      server = await startRedisServer();
      await giveRights(server.port, { password });
    });
    afterAll(() => server.stop());

    const open = async (options: LedgerWith): Promise<OpenStore> => {
      stores += 1;
      const prefix = `hearthgate:${stores}:`;
      const settings = { prefix, username, database: 3, timeoutMs: 10_000, onFailure: 'deny' } as const;
      const all: RedisGateway[] = [];
      for (let count = 0; count < gateways; count += 1) {
        all.push(await openRedisStore(singleAt(server.port), settings, { counts: options, password: new Secret(password) }));
      }
      let turn = 0;
      return {
        counters: () => {
          turn += 1;
          const gateway = all[turn % all.length];
          if (gateway === undefined) throw new RangeError('no gateway');
          return gateway.counters();
        },
        pass: (ms) => pause(ms),
        settle: async () => void (await Promise.all(all.map(answered))),
        close: async () => void (await Promise.all(all.map(({ store }) => store.stop()))),
      };
    };

    describeStore(name, open, 3000);

    it('needs no right that the manual does not name', async () => {
      expect(await deniedBy(server.port)).toEqual([]);
    });
  });
}

/** Redis answers the questions of a gateway in their order: what was asked before has been done. */
async function answered(gateway: RedisGateway): Promise<void> {
  // The first time the script is not there yet, and has to be sent anew.
  for (let count = 0; count < 2; count += 1)
    await gateway.counters().failures.look({ kind: 'key', text: 'nobody' }, { attempts: 1 });
}
