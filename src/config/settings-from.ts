import { dirname, resolve } from 'node:path';
import type { Policy, Rate } from '../domain/policy.ts';
import type {
  AdminListenSettings,
  AuditSettings,
  ListenSettings,
  PanelSettings,
  Settings,
  UpstreamTls,
} from '../domain/settings.ts';
import type { Configuration } from './configuration-shape.ts';

type Panel = Configuration['panels'][number];
type Resolve = (path: string) => string;

/** Resolves a configuration without faults: paths from the folder of its file, `panel` to the panel's own files. */
export function settingsFrom(configuration: Configuration, file: string): Settings {
  const absolute: Resolve = (path) => resolve(dirname(file), path);
  const { body, stop, log, limits, panels } = configuration;
  return {
    listen: configuration.listen.map((listen) => listenSettings(listen, panels[0], absolute)),
    body: {
      maxBytes: body.maxBytes,
      timeoutMs: body.timeout,
      refusedMaxBytes: body.refusedMaxBytes,
      refusedTimeoutMs: body.refusedTimeout,
      totalBytes: body.totalBytes,
    },
    stop: { graceMs: stop.grace },
    admin: adminSettings(configuration.admin, absolute),
    audit: auditSettings(configuration.audit, absolute),
    log,
    maxEntries: limits.maxEntries,
    panels: panels.map((panel) => panelSettings(panel, configuration, absolute)),
  };
}

/** Where nothing is said, the usual place, if it is there. */
const defaultAdminSocket = '/run/hearthgate/admin.sock';

function adminSettings(admin: Configuration['admin'], absolute: Resolve): AdminListenSettings {
  if (admin === undefined) return { at: { kind: 'socket', path: defaultAdminSocket }, isRequired: false };
  const { socket, host = '', port = 0, tokenFile = '' } = admin;
  if (socket !== undefined) return { at: { kind: 'socket', path: absolute(socket) }, isRequired: true };
  return { at: { kind: 'tcp', host, port, tokenFile: absolute(tokenFile) }, isRequired: true };
}

function auditSettings({ file, authLog }: Configuration['audit'], absolute: Resolve): AuditSettings {
  return { file: file === '-' ? file : absolute(file), authLog: authLog === undefined ? undefined : absolute(authLog) };
}

function listenSettings(listen: Configuration['listen'][number], panel: Panel | undefined, absolute: Resolve): ListenSettings {
  const { host, port, maxConnections, tls } = listen;
  if (tls === undefined || panel === undefined) return { host, port, maxConnections, tls: { kind: 'plaintext' } };
  const files = tls === 'panel' ? { ...filesOf(panel), minVersion: 'TLSv1.2' as const } : tls;
  const { cert, key, minVersion } = files;
  return {
    host,
    port,
    maxConnections,
    tls: { kind: 'files', certFile: absolute(cert), keyFile: absolute(key), minVersion, mayBeMissing: tls === 'panel' },
  };
}

function panelSettings(panel: Panel, configuration: Configuration, absolute: Resolve): PanelSettings {
  const { name, hosts, url, concurrency, timeout, state } = panel;
  return {
    name,
    hosts,
    isDefault: panel.default || hosts.length === 0,
    upstream: {
      origin: url.origin,
      tls: upstreamTls(panel, absolute),
      maxCalls: concurrency.calls,
      maxQueue: concurrency.queue,
      maxWaitMs: concurrency.wait,
      timeoutMs: timeout,
      maxAnswerBytes: configuration.answer.maxBytes,
    },
    state: { root: absolute(state.files), maxAgeMs: state.maxAge, readApiKeys: configuration.auth.apiKeys === 'allow' },
    policy: policyFrom(configuration),
  };
}

function upstreamTls(panel: Panel, absolute: Resolve): UpstreamTls {
  // There is nothing to verify over plain http; this way no file is watched for it.
  if (panel.url.scheme === 'http') return { verify: 'system', serverName: undefined };
  const { verify = 'panel', ca, pin, serverName } = panel.tls ?? {};
  if (pin !== undefined) return { verify: 'pin', pins: pin };
  if (ca !== undefined) return { verify: 'ca', caFile: absolute(ca), serverName };
  if (verify === 'system') return { verify, serverName };
  return { verify, certFile: absolute(filesOf(panel).cert) };
}

function policyFrom({ clients, auth, limits }: Configuration): Policy {
  return {
    clients: {
      allow: clients.allow,
      deny: clients.deny,
      trustedProxies: clients.trustedProxies,
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
    },
  };
}

/** Keys of these profiles make many calls in a row by their nature. */
const profileDefaults: ReadonlyMap<string, Rate> = new Map([
  ['sync-dns-cluster', { calls: 6000, perMs: 60_000 }],
  ['billing', { calls: 1200, perMs: 60_000 }],
]);

function ratesFrom(rates: Configuration['limits']['commands']): [string, Rate][] {
  return Object.entries(rates).map(([name, rate]) => [name, rateFrom(rate)]);
}

function rateFrom({ calls, per }: { readonly calls: number; readonly per: number }): Rate {
  return { calls, perMs: per };
}

function filesOf(panel: Panel): { readonly cert: string; readonly key: string } {
  return { cert: `${panel.state.files}/ssl/certificate.crt`, key: `${panel.state.files}/ssl/certificate.key` };
}
