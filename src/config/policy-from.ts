import type { Attempts, Policy, Rate } from '../domain/policy.ts';
import type { PanelChoices } from './panel-choices.ts';

/** The policy of one panel, from what holds for it. */
export function policyFrom({ clients, auth, limits }: PanelChoices): Policy {
  const { everyone, inherit, set } = clients.allow;
  return {
    clients: {
      allow: { everyone, inherit, set },
      deny: clients.deny.set,
      neverBan: clients.neverBan.set,
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
      refusedCommands: rateFrom(limits.refusedCommands),
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

function ratesFrom(rates: PanelChoices['limits']['commands']): [string, Rate][] {
  return Object.entries(rates).map(([name, rate]) => [name, rateFrom(rate)]);
}

function rateFrom({ calls, per, burst }: PanelChoices['limits']['key']): Rate {
  return { calls, perMs: per, ...(burst === 0 ? {} : { burst }) };
}

function attemptsFrom({ attempts, per }: PanelChoices['limits']['failures']['pair']): Attempts {
  return { attempts, perMs: per };
}
