import type { Attempts, FailurePolicy, Rate } from '../domain/policy.ts';
import type { AddressListName, PanelSettings, StateSettings, UpstreamSettings } from '../domain/settings.ts';
import { burstWindows } from './burst-window.ts';
import { durationText } from './duration-text.ts';
import { countEntries } from './files/with-address-files.ts';
import type { PanelChoices } from './panel-choices.ts';

/** One panel as `hearthgate check` shows it: every setting in the words of the configuration, resolved. */
export function describePanel(panel: PanelSettings, clients: PanelChoices['clients'] | undefined, looksAtFiles: boolean): object {
  const { upstream, policy, state } = panel;
  const counts = looksAtFiles ? countEntries(panel) : {};
  const list = (name: AddressListName): string => {
    const entries = clients?.[name]?.entries ?? [];
    const file = panel.addressFiles?.[name];
    const inline = file !== undefined && entries.length === 0 ? [] : [listText(entries)];
    return [...inline, ...fileText(file, counts[name])].join('; ');
  };
  return {
    hosts: [...panel.hosts, ...(panel.isDefault ? ['every name that has no other'] : [])],
    url: upstream.origin,
    verified: verifyText(upstream),
    state: sourceText(state),
    maxAge: durationText(state.maxAgeMs),
    concurrency: {
      calls: upstream.maxCalls,
      queue: upstream.maxQueue,
      wait: durationText(upstream.maxWaitMs),
    },
    timeout: durationText(upstream.timeoutMs),
    clients: {
      allow: list('allow'),
      deny: list('deny'),
      neverBan: list('neverBan'),
      trustedProxies: list('trustedProxies'),
      header: policy.clients.header,
      ipv6Prefix: policy.clients.ipv6Prefix,
    },
    auth: {
      accessKeys: decisionText(policy.auth.allowed['access-key']),
      apiKeys: decisionText(policy.auth.allowed['api-key']),
      password: decisionText(policy.auth.allowed.password),
      unscopedCommands: listText([...policy.auth.unscopedCommands]),
    },
    limits: {
      address: rateText(policy.limits.address),
      key: rateText(policy.limits.key),
      profiles: ratesText(policy.limits.profiles),
      commands: ratesText(policy.limits.commands),
      refusedCommands: rateText(policy.limits.refusedCommands),
      failures: failuresText(policy.limits.failures),
    },
  };
}

function verifyText({ origin, tls }: UpstreamSettings): string {
  if (origin.startsWith('http:')) return 'not needed: plain http to a loopback address';
  switch (tls.verify) {
    case 'panel':
      return `exactly the key in ${tls.certFile}`;
    case 'system':
      return `a certificate for ${tls.serverName ?? hostOf(origin)} that the system trusts`;
    case 'ca':
      return `a certificate for ${tls.serverName ?? hostOf(origin)} by an authority in ${tls.caFile}`;
    case 'pin':
      return `one of these keys: ${tls.pins.map((pin) => `sha256/${pin}`).join(', ')}`;
    case 'none':
      return 'NOT AT ALL: whoever answers at this url is taken for the panel';
  }
}

function sourceText({ source }: StateSettings): object {
  switch (source.kind) {
    case 'files':
      return { files: source.root };
    case 'static':
      return { static: source.file };
    case 'api':
      return {
        api: {
          accessKeyFile: source.accessKeyFile,
          every: durationText(source.everyMs),
          rootKeys: listText([...source.rootKeys]),
          extraCommands: listText([...source.extraCommands.keys()]),
        },
      };
  }
}

const shownEntries = 5;

function listText(entries: readonly string[]): string {
  if (entries.length === 0) return '0 entries';
  const shown = entries.slice(0, shownEntries).join(', ');
  const rest = entries.length > shownEntries ? ', …' : '';
  return `${entriesText(entries.length)}: ${shown}${rest}`;
}

/** @param count undefined: the file was not looked at, or cannot be used */
function fileText(file: string | undefined, count: number | undefined): readonly string[] {
  if (file === undefined) return [];
  return [count === undefined ? `those in ${file}` : `${entriesText(count)} in ${file}`];
}

function entriesText(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

function decisionText(isAllowed: boolean): string {
  return isAllowed ? 'allow' : 'deny';
}

function ratesText(rates: ReadonlyMap<string, Rate>): object {
  return Object.fromEntries([...rates].map(([name, rate]) => [name, rateText(rate)]));
}

function rateText({ calls, perMs, burst = 0 }: Rate): string {
  const text = `${calls} calls per ${durationText(perMs)}`;
  return burst === 0 ? text : `${text}, and ${burst} more per ${durationText(burstWindows * perMs)}`;
}

function failuresText({ pair, address, key, banMs, maxBanMs }: FailurePolicy): object {
  return {
    pair: attemptsText(pair),
    address: attemptsText(address),
    key: attemptsText(key),
    ban: durationText(banMs),
    maxBan: durationText(maxBanMs),
  };
}

function attemptsText({ attempts, perMs }: Attempts): string {
  return `${attempts} attempts per ${durationText(perMs)}`;
}

function hostOf(origin: string): string {
  return new URL(origin).hostname;
}
