import { AddressSet } from '../../domain/address/address-set.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { PanelChoices } from '../sections/inherited-sections.ts';

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
      owners: new Map([...clients.owners].map(([key, owner]) => [key, owner.set])),
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
    limits,
  };
}
