import { AddressSet } from '../domain/address-set.ts';
import type { Policy, Rate } from '../domain/policy.ts';
import type { PanelChoices } from './panel-choices.ts';

const nobody = { everyone: false, inherit: false, set: AddressSet.empty };

/** The policy of one panel, from what holds for it. */
export function policyFrom({ clients, auth, limits }: PanelChoices): Policy {
  const { allow: { everyone, inherit, set } = nobody, deny, neverBan, trustedProxies, header, ipv6Prefix } = clients;
  return {
    clients: {
      allow: { everyone, inherit, set },
      deny: deny.set,
      neverBan: neverBan.set,
      trustedProxies: trustedProxies.set,
      header,
      ipv6Prefix,
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
      ...limits,
      profiles: new Map([...profileDefaults, ...limits.profiles]),
      failures: {
        pair: attemptsFrom(limits.failures.pair),
        address: attemptsFrom(limits.failures.address),
        key: attemptsFrom(limits.failures.key),
        banMs: limits.failures.ban,
        maxBanMs: limits.failures.maxBan,
      },
    },
  };
}

/** Keys of these profiles make many calls in a row by their nature. */
const profileDefaults: ReadonlyMap<string, Rate> = new Map([
  ['sync-dns-cluster', { calls: 6000, perMs: 60_000 }],
  ['billing', { calls: 1200, perMs: 60_000 }],
]);

/** Profiles that have a limit without being named in the configuration. */
export const presetProfiles: ReadonlySet<string> = new Set(profileDefaults.keys());

function attemptsFrom({ attempts, per }: PanelChoices['limits']['failures']['pair']) {
  return { attempts, perMs: per };
}
