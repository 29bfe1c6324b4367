import type { Clock } from './domain/clock.ts';
import type { Log } from './domain/log.ts';
import type { Observer } from './domain/observer.ts';
import type { PanelSettings, Settings } from './domain/settings.ts';
import { createPoolClient } from './forward/pool-client.ts';
import { BodyLedger } from './http/body-ledger.ts';
import { Connections } from './http/connection.ts';
import { createListener, type Listener } from './http/listener.ts';
import type { Panel, Site } from './http/site.ts';
import { MemoryLimiter } from './limits/memory-limiter.ts';
import { createMemoryRefusalLadder } from './limits/memory-refusal-ladder.ts';
import { createFilesState } from './state/files-state.ts';

export interface GatewayOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly observers?: readonly Observer[];
}

export interface Gateway {
  /** Resolves with the URLs that it listens on, also where a panel's state is not available yet: calls are refused then. */
  readonly start: () => Promise<readonly string[]>;
  /** Takes no new connections and finishes the calls under way, within `stop.grace`. */
  readonly stop: () => Promise<void>;
}

/** Puts the gateway together: the only place that knows which adapter stands behind which port. */
export function createGateway(settings: Settings, options: GatewayOptions): Gateway {
  const panels = settings.panels.map((panel) => openPanel(panel, options));
  const listeners: Listener[] = [];
  let stopping = false;
  const site: Site = {
    ...shared(settings, options),
    panelOf: (host) => panelOf(panels, host)?.panel,
    isOverloaded: () => sum(listeners.map((listener) => listener.connectionCount())) > maxConnections(settings),
    isStopping: () => stopping,
  };
  return {
    start: async () => {
      await Promise.all(panels.map(({ state }) => state.start()));
      listeners.push(...settings.listen.map((listen) => createListener(listen, site)));
      return Promise.all(listeners.map((listener) => listener.start()));
    },
    stop: async () => {
      stopping = true;
      await Promise.all(listeners.map((listener) => listener.stop(settings.stop.graceMs)));
      await Promise.all(panels.map(({ state }) => state.stop()));
      await Promise.all(panels.map(({ panel }) => panel.client.close()));
    },
  };
}

interface OpenPanel {
  readonly settings: PanelSettings;
  readonly panel: Panel;
  readonly state: ReturnType<typeof createFilesState>;
}

function openPanel(settings: PanelSettings, { clock, log }: GatewayOptions): OpenPanel {
  const state = createFilesState({ settings: settings.state, clock, log });
  const client = createPoolClient(settings.upstream, { clock, log });
  const panel = {
    name: settings.name,
    policy: settings.policy,
    maxAgeMs: settings.state.maxAgeMs,
    state: () => state.current(),
    client,
  };
  return { settings, panel, state };
}

/** By Host name; the default panel for every other name, and for none. */
function panelOf(panels: readonly OpenPanel[], host: string | undefined): OpenPanel | undefined {
  const named = host === undefined ? undefined : panels.find(({ settings }) => settings.hosts.includes(host));
  return named ?? panels.find(({ settings }) => settings.isDefault);
}

function shared(
  settings: Settings,
  { clock, log, observers = [] }: GatewayOptions,
): Omit<Site, 'panelOf' | 'isOverloaded' | 'isStopping'> {
  const [first] = settings.panels;
  if (first === undefined) throw new RangeError('a gateway needs at least one panel');
  const { clients } = first.policy;
  return {
    clients,
    body: settings.body,
    clock,
    log,
    observers,
    limiter: new MemoryLimiter(settings.maxEntries),
    ladder: createMemoryRefusalLadder({ clock, ipv6Prefix: clients.ipv6Prefix, maxEntries: settings.maxEntries }),
    ledger: new BodyLedger(settings.body.totalBytes),
    connections: new Connections(),
  };
}

function maxConnections(settings: Settings): number {
  return sum(settings.listen.map((listen) => listen.maxConnections));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
