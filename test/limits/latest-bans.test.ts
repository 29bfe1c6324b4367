import { beforeEach, describe, expect, test } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { parseAddress, prefixOf } from '../../src/domain/address/address.ts';
import { ownersBy } from '../../src/domain/address/owners.ts';
import { createLocalPanel, type LocalPanel } from '../../src/limits/local/local-panel.ts';
import type { NamedSubject } from '../../src/limits/logins/failure-store.ts';
import { createPanelBans, type PanelBans } from '../../src/limits/panel-bans.ts';
import { defaultPanel } from '../support/default-settings.ts';
import { ManualClock } from '../support/manual-clock.ts';

const terms = { firstMs: 900_000, maxMs: 86_400_000 };

let clock: ManualClock;
let local: LocalPanel;
let bans: PanelBans;
beforeEach(() => {
  clock = new ManualClock();
  local = createLocalPanel({
    policy: defaultPanel.policy.limits.failures,
    ipv6Prefix: 64,
    neverBan: { has: () => false, meets: () => false },
    owners: ownersBy(() => new Map([['OWNED', AddressSet.of(['198.51.100.7', '2001:db8:9::/64'])]])),
    maxEntries: 10_000,
    clock,
  });
  bans = createPanelBans({ name: 'main', local, store: () => local.failures, unknownPairs: () => [] });
  for (const from of ['192.0.2.7', '2001:db8:1:2::3']) local.failures.known.add('KEY', prefixIn(from));
});

function prefixIn(text: string): string {
  const address = parseAddress(text);
  return address === undefined ? '' : prefixOf(address, 64);
}

function begin(kind: NamedSubject['kind'], text: string): void {
  local.failures.banTable.begin({ kind, text }, terms);
}

const told = (begun: number): readonly string[] => bans.latestOfKnown(begun).map(({ cause, subject }) => `${cause} ${subject}`);

describe('the newest bans where a key is known', () => {
  test('are of its address, its network, and of a key from there', () => {
    begin('address', '192.0.2.7');
    begin('address', prefixIn('2001:db8:1:2::9'));
    begin('network', '20010db80001/48');
    begin('pair', 'OTHER 192.0.2.7');
    expect(told(4)).toEqual([
      'address 192.0.2.7',
      'address 2001:db8:1:2::/64',
      'network 2001:db8:1::/48',
      'pair OTHER 192.0.2.7',
    ]);
  });

  test('are of addresses and networks that the configuration says are of owners', () => {
    begin('address', '198.51.100.7');
    begin('address', prefixIn('2001:db8:9::1'));
    begin('network', '20010db80009/48');
    expect(told(3)).toHaveLength(3);
  });

  test('are not those of strangers, and not those by hand', () => {
    begin('address', '192.0.2.8');
    begin('address', prefixIn('2001:db8:1:3::1'));
    begin('network', '20010db80002/48');
    begin('pair', 'KEY 192.0.2.8');
    local.failures.banTable.addByHand({ kind: 'address', text: '192.0.2.7' }, 60_000);
    expect(told(5)).toEqual([]);
  });

  test('are as many as are asked for, and run still', () => {
    begin('pair', 'A 192.0.2.7');
    begin('pair', 'B 192.0.2.7');
    expect(told(1)).toEqual(['pair B 192.0.2.7']);
    clock.advance(terms.firstMs);
    expect(told(2)).toEqual([]);
  });

  test('are a thousand at least, whatever comes between', () => {
    begin('address', '192.0.2.7');
    for (let host = 0; host < 999; host += 1) begin('address', `10.0.${host >> 8}.${host & 255}`);
    expect(told(1000)).toEqual(['address 192.0.2.7']);
    for (let host = 0; host < 5000; host += 1) begin('address', `10.1.${host >> 8}.${host & 255}`);
    begin('address', '192.0.2.7');
    expect(told(6001)).toEqual(['address 192.0.2.7']);
  });
});
