import { AddressSet } from '../domain/address-set.ts';
import type { Policy, Rate } from '../domain/policy.ts';
import type { PanelChoices } from './panel-choices.ts';

const nobody = { everyone: false, inherit: false, set: AddressSet.empty };

/** The policy of one panel, from what holds for it. */
export function policyFrom({ clients, auth, limits }: PanelChoices): Policy {
  const { allow: { everyone, inherit, set } = nobody, deny, neverBan, trustedProxies } = clients.lists;
  const { accessKeys, apiKeys, password, unscopedCommands } = auth;
  return {
    clients: {
      ...clients.others,
      allow: { everyone, inherit, set },
      deny: deny.set,
      neverBan: neverBan.set,
      trustedProxies: trustedProxies.set,
    },
    auth: {
      allowed: {
        'access-key': accessKeys === 'allow',
        'api-key': apiKeys === 'allow',
        password: password === 'allow',
      },
      unscopedCommands: new Set(unscopedCommands),
    },
    limits: {
      ...limits,
      profiles: new Map([...profileDefaults, ...limits.profiles]),
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
