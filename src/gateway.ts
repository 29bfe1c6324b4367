import { setTimeout as pause } from 'node:timers/promises';
import { readSecretFile } from './config/read-secret-file.ts';
import { programVersion } from './config/program-version.ts';
import { createAdminListener } from './admin/admin-listener.ts';
import type { AdminSettings } from './domain/admin-settings.ts';
import type { Address } from './domain/address.ts';
import type { Clock } from './domain/clock.ts';
import type { GatewayStatus, PanelStatus } from './domain/gateway-status.ts';
import type { Log } from './domain/log.ts';
import type { Observer } from './domain/observer.ts';
import type { AdminListenSettings, PanelSettings, Settings } from './domain/settings.ts';
import { createPoolClient } from './forward/pool-client.ts';
import { readCommandTable } from './hestia/command-table.ts';
import { refusals } from './hestia/refusal.ts';
import { BodyLedger } from './http/body-ledger.ts';
import { Connections } from './http/connection.ts';
import { createListener, type Listener } from './http/listener.ts';
import type { Panel, Site } from './http/site.ts';
import { MemoryLimiter } from './limits/memory-limiter.ts';
import { createMemoryRefusalLadder } from './limits/memory-refusal-ladder.ts';
import { createAuditLog } from './observe/audit/audit-log.ts';
import { createAuthLog } from './observe/audit/auth-log.ts';
import { createMetrics, type Metrics } from './observe/metrics/metrics.ts';
import { createFilesState } from './state/files-state.ts';
import { createPanelDoubts } from './state/panel-doubts.ts';

export interface GatewayOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly observers?: readonly Observer[];
}

export interface Gateway {
  /** Resolves with the URLs that it listens on, also where a panel's state is not available yet: calls are refused then. */
  readonly start: () => Promise<readonly string[]>;
  /** Opens the audit files anew, after they were moved. */
  readonly reopenLogs: () => void;
  /** Takes no new connections and finishes the calls under way, within `stop.grace`. */
  readonly stop: () => Promise<void>;
}

/** Puts the gateway together: the only place that knows which adapter stands behind which port. */
export function createGateway(settings: Settings, options: GatewayOptions): Gateway {
  const { clock, log } = options;
  const panels = settings.panels.map((panel) => openPanel(panel, options));
  const clients = firstOf(settings.panels).policy.clients;
  const limiter = new MemoryLimiter(settings.maxEntries);
  const ledger = new BodyLedger(settings.body.totalBytes);
  const listeners: Listener[] = [];
  let isStopping = false;

  const status: GatewayStatus = {
    connections: () => sum(listeners.map((listener) => listener.connectionCount())),
    bodyBytes: () => ledger.heldBytes,
    counters: () => limiter.entries(),
    certificates: () => listeners.flatMap((listener) => listener.certificate() ?? []),
    panels: panels.map((panel) => panel.status),
    isStopping: () => isStopping,
  };
  const logs = openLogs(settings, options);
  const metrics = openMetrics(panels, status);
  const admin = settings.admin === undefined ? undefined : openAdmin(settings.admin, { status, metrics, clock, log });
  const site: Site = {
    clients,
    body: settings.body,
    clock,
    log,
    limiter,
    ladder: createMemoryRefusalLadder({ clock, ipv6Prefix: clients.ipv6Prefix, maxEntries: settings.maxEntries }),
    ledger,
    connections: new Connections(),
    // The audit log first: a call that it could not record is not sent.
    observers: [...logs, metrics, ...(options.observers ?? [])],
    panelOf: (host) => panelOf(panels, host)?.panel,
    isOverloaded: () => status.connections() > sum(settings.listen.map((listen) => listen.maxConnections)),
    isNamed: (address) => panels.some(({ panel }) => isNamed(panel, address)),
    isStopping: () => isStopping,
  };
  return {
    start: async () => {
      await Promise.all(panels.map(({ state }) => state.start()));
      await admin?.start();
      listeners.push(...settings.listen.map((listen) => createListener(listen, site)));
      return Promise.all(listeners.map((listener) => listener.start()));
    },
    reopenLogs: () => {
      for (const each of logs) each.reopen();
    },
    stop: async () => {
      isStopping = true;
      await Promise.all(listeners.map((listener) => listener.stop(settings.stop.graceMs)));
      await Promise.all(panels.map(({ state }) => state.stop()));
      // Calls that the panel still works on are not waited for a second time.
      await Promise.race([
        Promise.all(panels.map(({ panel }) => panel.client.close())),
        pause(closePatienceMs, undefined, { ref: false }),
      ]);
      await admin?.stop();
      for (const each of logs) each.close();
    },
  };
}

const closePatienceMs = 1000;

interface OpenPanel {
  readonly settings: PanelSettings;
  readonly panel: Panel;
  readonly state: ReturnType<typeof createFilesState>;
  readonly status: PanelStatus;
}

function openPanel(settings: PanelSettings, { clock, log }: GatewayOptions): OpenPanel {
  const { name } = settings;
  const state = createFilesState({ settings: settings.state, clock, log });
  const client = createPoolClient(settings.upstream, { clock, log });
  const doubts = createPanelDoubts({ panel: name, clock, log, refresh: () => void state.refresh() });
  const ageMs = (): number | undefined => {
    const current = state.current();
    return current === undefined ? undefined : clock.monotonicMs() - current.readAtMs;
  };
  const { maxAgeMs } = settings.state;
  return {
    settings,
    state,
    panel: { name, policy: settings.policy, maxAgeMs, state: () => state.current(), client, doubts, noteAnswer: doubts.note },
    status: {
      name,
      callsUnderWay: client.callsUnderWay,
      callsWaiting: client.callsWaiting,
      stateAgeMs: ageMs,
      stateIsUsable: () => (ageMs() ?? Number.POSITIVE_INFINITY) <= maxAgeMs,
      stateProblems: () => state.problems(),
      reloads: () => state.passes(),
      disagreements: doubts.disagreements,
      certificateExpiresAtMs: client.certificateExpiresAtMs,
      probe: client.probe,
    },
  };
}

function isNamed({ policy, state }: Panel, address: Address): boolean {
  const { allow } = policy.clients;
  const inherited = allow.inherit ? state()?.allowedAddresses : undefined;
  return allow.set.has(address) || (inherited?.everyone === false && inherited.set.has(address));
}

/** By Host name; the default panel for every other name, and for none. */
function panelOf(panels: readonly OpenPanel[], host: string | undefined): OpenPanel | undefined {
  const named = host === undefined ? undefined : panels.find(({ settings }) => settings.hosts.includes(host));
  return named ?? panels.find(({ settings }) => settings.isDefault);
}

type LogFile = Observer & Pick<ReturnType<typeof createAuditLog>, 'reopen' | 'close'>;

function openLogs({ audit, panels }: Settings, { clock, log }: GatewayOptions): readonly LogFile[] {
  const { ipv6Prefix } = firstOf(panels).policy.clients;
  const auditLog = createAuditLog({
    file: audit.file,
    commands: readCommandTable(),
    clock,
    log,
    ipv6Prefix,
    exitCodeOf: (denial) => refusals[denial.reason],
  });
  return audit.authLog === undefined ? [auditLog] : [auditLog, createAuthLog({ file: audit.authLog, clock, log })];
}

function openMetrics(panels: readonly OpenPanel[], status: GatewayStatus): Metrics {
  return createMetrics({
    status: () => status,
    knownCommands: (name) => panels.find(({ panel }) => panel.name === name)?.panel.state()?.commands ?? new Map(),
    version: programVersion(),
    nodeVersion: process.version,
  });
}

interface AdminParts {
  readonly status: GatewayStatus;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
}

function openAdmin(
  { at, isRequired }: AdminListenSettings,
  { status, metrics, clock, log }: AdminParts,
): Pick<Listener, 'start'> & { stop: () => Promise<void> } {
  const listener = createAdminListener(adminSettings(at), { status, metricsText: metrics.text, clock, log });
  return {
    start: async () => {
      try {
        const where = await listener.start();
        log.info('metrics and health listen', { where });
        return where;
      } catch (error) {
        if (isRequired) throw error;
        log.warn('no second listener: its usual place cannot be used; say in admin where it shall listen', {
          error: String(error),
        });
        return '';
      }
    },
    stop: () => listener.stop(),
  };
}

function adminSettings(at: AdminListenSettings['at']): AdminSettings {
  return at.kind === 'socket' ? at : { kind: 'tcp', host: at.host, port: at.port, token: readSecretFile(at.tokenFile) };
}

function firstOf(panels: readonly PanelSettings[]): PanelSettings {
  const [first] = panels;
  if (first === undefined) throw new RangeError('a gateway needs at least one panel');
  return first;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
