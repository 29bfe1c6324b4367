import type { Address } from '../../domain/address/address.ts';
import { allEnforced } from '../../domain/policy/report-only.ts';
import type { Terms } from '../logins/failure-store.ts';
import type { RedisClient } from './link/connect.ts';
import { RedisNames } from './ledger/redis-names.ts';
import { SettleQuestions } from './ledger/settle-question.ts';
import { settleScript } from './scripts/settle-script.ts';

const address: Address = { family: 4, text: '192.0.2.0', sortable: '4c0000200' };
const shortMs = 1000;
const terms: Terms = { attempts: 1, perMs: shortMs, ban: { firstMs: 1, maxMs: 1 } };
const attempt = { address, key: 'probe', isGuessable: true, isShared: false };
const charge = { limit: 'address_rate', key: 'probe', rate: { calls: 1, perMs: shortMs } } as const;

/**
 * Runs the script that decisions about a panel need on names that nothing else uses: it charges, begins a ban and records a
 * success, so that a user without the right to one of these, or a server that takes no writes, counts as away.
 */
export function probesOfPanel(prefix: string, panel: string): (client: RedisClient) => Promise<unknown> {
  const names = new RedisNames(prefix, panel, 'probe:');
  const [pair, key] = [terms, { ...terms, ban: undefined }];
  const kinds = { pair, unknown_pair: pair, address: pair, network: pair, key, unknown_key: key };
  const questions = new SettleQuestions({ names, terms: kinds, maxBans: 1, ipv6Prefix: 64, isUsedUp: () => false });
  const mode = { mode: 'settle', reservation: 'probe', known: 'never', isExempt: false, reportOnly: allEnforced } as const;
  const settle = (client: RedisClient, result: 'failed' | 'proven' | 'unproven'): Promise<unknown> => {
    const { args } = questions.write({ address, attempt }, [charge], { ...mode, result });
    return settleScript.run(client, args);
  };
  return (client) => Promise.all([settle(client, 'proven'), settle(client, 'failed'), settle(client, 'unproven')]);
}
