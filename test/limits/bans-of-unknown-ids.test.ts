import { beforeEach, expect, it } from 'vitest';
import { LocalLedger } from '../../src/limits/local/local-ledger.ts';
import { createMemoryStore } from '../../src/limits/memory-store.ts';
import { createPanelLimits, type PanelLimits } from '../../src/limits/panel-limits.ts';
import { addressOf, policyWith } from '../support/facts.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { localPanelWith } from '../support/ledger.ts';
import { answered, attempt, judgeBy } from './tries.ts';

// An administrator sees and ends what refuses ids that the panel does not have.

let limits: PanelLimits;
let ledger: LocalLedger;
beforeEach(() => {
  const local = localPanelWith({ clock: new ManualClock() });
  ledger = new LocalLedger(local);
  const counters = createMemoryStore().counters('main', local);
  limits = createPanelLimits({ name: 'main', policy: policyWith(), local, counters: () => counters });
});

const fail = (address: string, key: string): number | undefined => judgeBy(ledger, attempt(address, key, false), 'failed');
const [one, two] = ['U'.repeat(20), 'V'.repeat(20)];

it.each([
  ['an IPv4 address', '192.0.2.1', '192.0.2.2', '192.0.2.1'],
  ['an address of a network that counts as one client', '2001:db8::1', '2001:db8:0:1::1', '2001:db8::/64'],
])('the refusal of unknown ids from %s is shown, and ended by hand', async (_what, from, neighbour, shown) => {
  answered(5, () => fail(from, one));
  answered(3, () => fail(from, two));
  answered(5, () => fail(neighbour, one));
  expect(fail(from, one)).toBeGreaterThan(0);
  const rows = await limits.ofAddress(addressOf(from));
  const pairs = rows.filter(({ counted }) => counted.includes('unknown pair'));
  expect(pairs).toEqual([
    expect.objectContaining({ counted: `failures of the unknown pair ${one} ${shown}`, refusedMs: expect.any(Number) }),
    expect.objectContaining({ counted: `failures of the unknown pair ${two} ${shown}`, used: 3 }),
  ]);
  expect(await limits.bans.unban({ kind: 'address', address: addressOf(from) })).toBe(1);
  expect([fail(from, one), fail(from, two)]).toEqual([undefined, undefined]);
  expect(fail(neighbour, one)).toBeGreaterThan(0);
});
