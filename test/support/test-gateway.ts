import { AddressSet } from '../../src/domain/address/address-set.ts';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import type { Log } from '../../src/domain/log.ts';
import type { Observer, Outcome } from '../../src/domain/gateway/observer.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { PanelSettings, Settings } from '../../src/domain/policy/settings.ts';
import type { StatusPart } from '../../src/domain/status-part.ts';
import { createGateway } from '../../src/gateway.ts';
import { defaultPanel, defaultSettings } from './default-settings.ts';
import { listenWith } from './listen-with.ts';
import { type UpstreamChanges, upstreamWith } from './upstream-with.ts';

/** What a test changes of the settings; everything else is as wide as it can be without getting in a test's way. */
export interface TestGatewayOptions {
  readonly origin: string;
  readonly root: string;
  readonly clients?: Partial<Policy['clients']>;
  readonly auth?: Partial<Policy['auth']>;
  readonly limits?: Partial<Policy['limits']>;
  readonly report?: Policy['report'];
  readonly keys?: Policy['keys'];
  readonly upstream?: UpstreamChanges;
  readonly panel?: Partial<PanelSettings>;
  /** Behind the first panel. */
  readonly morePanels?: readonly PanelSettings[];
  readonly settings?: Partial<Settings>;
  readonly observers?: readonly Observer[];
  /** Of the process around it. */
  readonly parts?: readonly StatusPart[];
  /** How often address files are looked at. */
  readonly lookAtListsEveryMs?: number;
  /** The system's unless told. */
  readonly clock?: Clock;
}

export interface TestGateway {
  readonly url: string;
  /** What became of each request, in the order in which they ended. */
  readonly outcomes: readonly Outcome[];
  /** Lines of the process's log. */
  readonly log: readonly string[];
  /** Puts the settings of the start in force, with these changes. */
  readonly reload: (changes: Partial<TestGatewayOptions>) => Promise<void>;
  /** As the settings of the start have it, with these changes. */
  readonly panelWith: (changes: Partial<PanelSettings>) => PanelSettings;
  readonly stop: () => Promise<void>;
}

const wide = { calls: 1_000_000, perMs: 60_000 };
const manyAttempts = { attempts: 1_000_000, perMs: 600_000 };

/** A whole gateway on a free port of loopback, in this process. */
export async function startTestGateway(options: TestGatewayOptions): Promise<TestGateway> {
  const outcomes: Outcome[] = [];
  const lines: string[] = [];
  const observer: Observer = { ended: (outcome) => outcomes.push(outcome) };
  const gateway = createGateway(settingsOf(options), {
    clock: options.clock ?? systemClock,
    log: logInto(lines),
    observers: [observer, ...(options.observers ?? [])],
    parts: options.parts ?? [],
    ...(options.lookAtListsEveryMs === undefined ? {} : { lookAtListsEveryMs: options.lookAtListsEveryMs }),
  });
  const [url = ''] = await gateway.start();
  return {
    url,
    outcomes,
    log: lines,
    reload: (changes) => gateway.use(settingsOf({ ...options, ...changes })),
    panelWith: (changes) => panelOf({ ...options, panel: { ...options.panel, ...changes } }),
    stop: () => gateway.stop(),
  };
}

const everyone = { everyone: true, inherit: false, set: AddressSet.empty };
export const inherit = { everyone: false, inherit: true, set: AddressSet.empty };
export const only = (...entries: string[]): Policy['clients']['allow'] => ({
  everyone: false,
  inherit: false,
  set: AddressSet.of(entries),
});

function settingsOf(options: TestGatewayOptions): Settings {
  return {
    ...defaultSettings,
    listen: [listenWith({ maxConnections: 10_000 })],
    body: { ...defaultSettings.body, timeoutMs: 60_000 },
    stop: { graceMs: 2000 },
    admin: undefined,
    audit: { file: '/dev/null', chain: true, authLog: undefined },
    maxEntries: 1000,
    data: { folder: '/nonexistent', isRequired: false },
    ...options.settings,
    panels: [panelOf(options), ...(options.morePanels ?? [])],
  };
}

function panelOf(options: TestGatewayOptions): PanelSettings {
  return {
    ...defaultPanel,
    upstream: upstreamWith(defaultPanel.upstream, {
      origin: options.origin,
      tls: { verify: 'system', serverName: undefined },
      maxWaitMs: 60_000,
      timeoutMs: 60_000,
      ...options.upstream,
    }),
    state: { source: { kind: 'files', root: options.root }, maxAgeMs: 600_000, readApiKeys: true },
    policy: policyOf(options),
    ...options.panel,
  };
}

function policyOf(options: TestGatewayOptions): Policy {
  const { clients, auth, limits, report, keys } = defaultPanel.policy;
  return {
    keys: options.keys ?? keys,
    report: options.report ?? report,
    clients: { ...clients, allow: everyone, ...options.clients },
    auth: { ...auth, ...options.auth },
    limits: {
      ...limits,
      address: wide,
      key: wide,
      profiles: new Map(),
      refusedCommands: wide,
      failures: { ...limits.failures, pair: manyAttempts, address: manyAttempts, key: manyAttempts },
      ...options.limits,
    },
  };
}

function logInto(lines: string[]): Log {
  const write =
    (level: string) =>
    (message: string, fields: object = {}): void => {
      lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
