import { describe, expect, it } from 'vitest';
import type { Charge, Entry, LoginAttempt, Settlement } from '../../src/domain/ledger/ledger.ts';
import type { LoginResult } from '../../src/domain/ledger/logins.ts';
import { allEnforced } from '../../src/domain/policy/report-only.ts';
import { ledgerWith } from '../support/ledger.ts';
import { attempt } from './tries.ts';

const perMs = 60_000;
const addressCharge = { limit: 'address_rate', key: '192.0.2.1', rate: { calls: 3, perMs } } as const;
const keyCharge: Charge = { limit: 'key_rate', key: 'KEY', rate: { calls: 2, perMs } };
const commandCharge: Charge = { limit: 'command_rate', key: 'KEY v-list-users', rate: { calls: 1, perMs } };

function tried(result: LoginResult, key = 'KEY'): LoginAttempt {
  return { ...attempt('192.0.2.1', key), result };
}

function entry(result: LoginResult | undefined, charges: readonly Charge[] = []): Entry {
  const { address } = attempt('192.0.2.1');
  return { address, addressCharge, attempt: result === undefined ? undefined : tried(result), charges, reportOnly: allEnforced };
}

describe('an entry', () => {
  it.each<readonly [string, LoginResult | undefined, number]>([
    ['without a credential', undefined, 2],
    ['with a wrong one', 'failed', 2],
    ['with one of no use', 'right', 2],
    ['with one that cannot be known', 'undecided', 2],
    ['with one that only the panel can judge', 'unproven', 2],
    ['with a right one', 'proven', 3],
  ])('%s leaves so much of the rate of its address', async (_, result, left) => {
    const { ledger } = ledgerWith();
    ledger.settle(entry(result));
    expect(ledger.statusHere(addressCharge).left).toBe(left);
  });

  it('is refused where its address has used up its rate, whatever its secret, and counts nothing', async () => {
    const { ledger, failures } = ledgerWith();
    for (let count = 0; count < 3; count += 1) ledger.settle(entry(undefined));
    const refusals = [ledger.settle(entry('failed')).refusal, ledger.settle(entry('proven')).refusal];
    expect(refusals.map((refusal) => refusal?.kind === 'limit' && refusal.limit)).toEqual(['address_rate', 'address_rate']);
    expect(failures.entries('pair')).toBe(0);
    expect(ledger.refusedHere(entry(undefined))).toMatchObject({ limit: 'address_rate' });
  });

  it('can be asked about on arrival without a count; who refuses by the answer says so', () => {
    const { ledger, limiter } = ledgerWith();
    for (let count = 0; count < 3; count += 1) ledger.settle(entry(undefined));
    const before = { ...limiter.tally.of('address_rate') };
    for (let count = 0; count < 5; count += 1) expect(ledger.refusedHere(entry(undefined))?.kind).toBe('limit');
    expect(limiter.tally.of('address_rate')).toEqual(before);
    ledger.noteRefused(addressCharge);
    expect(limiter.tally.of('address_rate')).toEqual({ ...before, refused: before.refused + 1 });
  });

  it('of a pair that is known is not refused for the rate of its address', async () => {
    const { ledger } = ledgerWith();
    ledger.settle(entry('proven'));
    for (let count = 0; count < 3; count += 1) ledger.settle(entry(undefined));
    expect([ledger.settle(entry('proven')).refusal, ledger.settle(entry(undefined)).refusal?.kind]).toEqual([undefined, 'limit']);
  });

  it('takes all of its charges or none, and says where the limits stand', async () => {
    const { ledger } = ledgerWith();
    const permitted = ledger.settle(entry('proven', [keyCharge, commandCharge]));
    expect(standsIn(permitted)).toEqual([
      ['key_rate', 1],
      ['command_rate', 0],
    ]);
    const refused = ledger.settle(entry('proven', [keyCharge, commandCharge]));
    expect(refused.refusal).toMatchObject({ kind: 'limit', limit: 'command_rate' });
    expect(ledger.statusHere(keyCharge).left).toBe(1);
  });

  it('after a refusal of its logins takes no charge', async () => {
    const { ledger } = ledgerWith({ failures: { pair: { attempts: 1, perMs } } });
    ledger.settle(entry('failed'));
    const refused = ledger.settle(entry('proven', [keyCharge]));
    expect(refused.refusal).toMatchObject({ kind: 'login' });
    expect(ledger.statusHere(keyCharge).left).toBe(2);
  });
});

describe('a reservation', () => {
  it('is made for no more tries than may fail, and is refunded unless the panel says that one failed', async () => {
    const { ledger } = ledgerWith({ failures: { pair: { attempts: 1, perMs } } });
    const wide = { addressCharge: { ...addressCharge, rate: { calls: 100, perMs } } };
    const reserve = (): Settlement => ledger.settle({ ...entry('unproven', [keyCharge]), ...wide });
    const first = reserve();
    expect([first.refusal, reserve().refusal?.kind]).toEqual([undefined, 'login']);
    expect(ledger.statusHere(keyCharge).left).toBe(1);
    await first.reservation?.conclude('not-refused');
    const second = reserve();
    await second.reservation?.conclude('failed');
    expect(ledger.settle({ ...entry('undecided'), ...wide }).refusal?.kind).toBe('login');
  });
});

function standsIn({ statuses }: Settlement): readonly (readonly [string, number])[] {
  return statuses.map(({ limit, left }) => [limit, left]);
}
