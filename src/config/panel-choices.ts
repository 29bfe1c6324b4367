import { AddressSet } from '../domain/address-set.ts';
import type { AddressList, AllowList } from './addresses.ts';
import type { Configuration } from './configuration-shape.ts';

type Panel = Configuration['panels'][number];
type PanelLimits = NonNullable<Panel['limits']>;
type Failures = Configuration['limits']['failures'];

/** What holds for one panel: its own settings, and the top level's wherever it has none. */
export interface PanelChoices {
  readonly clients: Configuration['clients'] & { readonly allow: AllowList };
  readonly auth: Configuration['auth'];
  readonly limits: Omit<Configuration['limits'], 'maxEntries'>;
}

const nobody: AddressList = { set: AddressSet.empty, entries: [] };

/** Setting by setting; a list replaces the inherited one, rates of profiles and commands replace that of their name. */
export function panelChoices(panel: Panel, configuration: Configuration): PanelChoices {
  return {
    clients: clientsOf(configuration.clients, panel.clients),
    auth: authOf(configuration.auth, panel.auth),
    limits: limitsOf(configuration.limits, panel.limits),
  };
}

function clientsOf(all: Configuration['clients'], own: Panel['clients']): PanelChoices['clients'] {
  // A list and its file are one setting: who has a list of his own inherits neither.
  const allow = own?.allow === undefined && own?.allowFile === undefined ? all : own;
  const deny = own?.deny === undefined && own?.denyFile === undefined ? all : own;
  const neverBan = own?.neverBan === undefined && own?.neverBanFile === undefined ? all : own;
  const proxies = own?.trustedProxies === undefined && own?.trustedProxiesFile === undefined ? all : own;
  if (allow.allow === undefined && allow.allowFile === undefined)
    throw new TypeError('a configuration in which a panel has no list of clients has a fault');
  return {
    allow: allow.allow ?? { ...nobody, everyone: false, inherit: false },
    allowFile: allow.allowFile,
    deny: deny.deny ?? nobody,
    denyFile: deny.denyFile,
    neverBan: neverBan.neverBan ?? nobody,
    neverBanFile: neverBan.neverBanFile,
    trustedProxies: proxies.trustedProxies ?? nobody,
    trustedProxiesFile: proxies.trustedProxiesFile,
    header: own?.header ?? all.header,
    ipv6Prefix: own?.ipv6Prefix ?? all.ipv6Prefix,
  };
}

function authOf(all: Configuration['auth'], own: Panel['auth']): PanelChoices['auth'] {
  return {
    accessKeys: own?.accessKeys ?? all.accessKeys,
    apiKeys: own?.apiKeys ?? all.apiKeys,
    password: own?.password ?? all.password,
    unscopedCommands: own?.unscopedCommands ?? all.unscopedCommands,
  };
}

function limitsOf(all: Configuration['limits'], own: Panel['limits']): PanelChoices['limits'] {
  return {
    address: rateOf(all.address, own?.address),
    key: rateOf(all.key, own?.key),
    profiles: { ...all.profiles, ...own?.profiles },
    commands: { ...all.commands, ...own?.commands },
    refusedCommands: rateOf(all.refusedCommands, own?.refusedCommands),
    failures: failuresOf(all.failures, own?.failures),
  };
}

function rateOf(all: Configuration['limits']['key'], own: PanelLimits['key']): Configuration['limits']['key'] {
  return { calls: own?.calls ?? all.calls, per: own?.per ?? all.per, burst: own?.burst ?? all.burst };
}

function failuresOf(all: Failures, own: PanelLimits['failures']): Failures {
  return {
    pair: attemptsOf(all.pair, own?.pair),
    address: attemptsOf(all.address, own?.address),
    key: attemptsOf(all.key, own?.key),
    ban: own?.ban ?? all.ban,
    maxBan: own?.maxBan ?? all.maxBan,
  };
}

function attemptsOf(all: Failures['pair'], own: NonNullable<PanelLimits['failures']>['pair']): Failures['pair'] {
  return { attempts: own?.attempts ?? all.attempts, per: own?.per ?? all.per };
}
