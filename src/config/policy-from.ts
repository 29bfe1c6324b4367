import { AddressSet } from '../domain/address-set.ts';
import type { Attempts, FailurePolicy, Policy, Rate } from '../domain/policy.ts';
import type { PanelChoices } from './panel-choices.ts';

/** The policy of one panel, from what holds for it. */
export function policyFrom({ clients, auth, limits }: PanelChoices): Policy {
  const { everyone, inherit, set } = clients.allow;
  return {
    clients: {
      allow: { everyone, inherit, set },
      deny: clients.deny.set,
      neverBan: AddressSet.empty,
      trustedProxies: clients.trustedProxies.set,
      header: clients.header,
      ipv6Prefix: clients.ipv6Prefix,
    },
    auth: {
      allowed: {
        'access-key': auth.accessKeys === 'allow',
        'api-key': auth.apiKeys === 'allow',
        password: auth.password === 'allow',
      },
      unscopedCommands: new Set(auth.unscopedCommands),
    },
    limits: {
      address: rateFrom(limits.address),
      key: rateFrom(limits.key),
      profiles: new Map([...profileDefaults, ...ratesFrom(limits.profiles)]),
      commands: new Map(ratesFrom(limits.commands)),
      refusedCommands: { calls: 300, perMs: 60_000 },
      failures,
    },
  };
}

const tenMinutes = (attempts: number): Attempts => ({ attempts, perMs: 600_000 });

const failures: FailurePolicy = {
  pair: tenMinutes(5),
  address: tenMinutes(20),
  key: { attempts: 50, perMs: 86_400_000 },
  banMs: 900_000,
  maxBanMs: 86_400_000,
};

/** Keys of these profiles make many calls in a row by their nature. */
const profileDefaults: ReadonlyMap<string, Rate> = new Map([
  ['sync-dns-cluster', { calls: 6000, perMs: 60_000 }],
  ['billing', { calls: 1200, perMs: 60_000 }],
]);

function ratesFrom(rates: PanelChoices['limits']['commands']): [string, Rate][] {
  return Object.entries(rates).map(([name, rate]) => [name, rateFrom(rate)]);
}

function rateFrom({ calls, per }: { readonly calls: number; readonly per: number }): Rate {
  return { calls, perMs: per };
}
