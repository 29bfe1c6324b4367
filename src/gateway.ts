import { explainControl } from './compose/explain/explain-live.ts';
import { openAdmin } from './compose/open/open-admin.ts';
import { isPreferredClient } from './compose/is-preferred-client.ts';
import { firstLists } from './compose/clients/followed-policy.ts';
import { limitsControl } from './compose/limits-control.ts';
import { createOpenFilesWarning } from './compose/open/open-files-warning.ts';
import { keepPanelKeys } from './compose/panel-keys/keep-panel-keys.ts';
import { openMemory } from './compose/open/open-memory.ts';
import { openDecisions } from './compose/open/open-decisions.ts';
import { openHistory } from './compose/open/open-history.ts';
import { openNotices } from './compose/open/open-notices.ts';
import { openUses } from './compose/open/open-uses.ts';
import { openStatus } from './compose/open/open-status.ts';
import { openLimits } from './compose/open/open-limits.ts';
import { earlyRefreshes, openLogs, openMetrics } from './compose/open/open-observers.ts';
import type { GatewayOptions } from './compose/options/gateway-options.ts';
import { type InForce, inForceOf } from './compose/in-force.ts';
import { InForceReference } from './compose/in-force-reference.ts';
import type { OpenPanel } from './compose/open-panel.ts';
import { panelFrom } from './compose/reload/panel-from.ts';
import { RetiringPanels } from './compose/reload/retiring-panels.ts';
import { Reloader } from './compose/reload/reloader.ts';
import { putInForce } from './compose/reload/put-in-force.ts';
import { stopPanels } from './compose/reload/stop-panels.ts';
import { newAmong, tellPanels } from './compose/tell-panels.ts';
import { DataFolder } from './disk/data/data-folder.ts';
import type { Address } from './domain/address/address.ts';
import type { ConfigurationReading } from './domain/gateway/configuration-control.ts';
import type { Settings } from './domain/policy/settings.ts';
import { readCommandTable } from './hestia/files/command-table.ts';
import { Closings } from './http/context/closings.ts';
import { Connections } from './http/context/connection.ts';
import { createListener, type Listener } from './http/listen/listener.ts';
import { bodyBytesReading } from './http/bounds/body-bytes-reading.ts';
import { RecentOutcomes } from './observe/recent-outcomes.ts';
import { createRequestIds } from './http/context/request-id.ts';
import type { Site } from './http/context/site.ts';
import { createStallWatch } from './http/bounds/stall-watch.ts';
import { TurnEnd } from './http/context/turn-end.ts';
import { createMemoryDialects } from './limits/rates/memory-dialects.ts';
import { createMemoryRefusalEscalation } from './limits/rates/memory-refusal-escalation.ts';

export interface Gateway {
  /**
   * Resolves with the URLs that it listens on, also where a panel's state is not available yet: calls are refused then.
   *
   * @param fds of listening sockets that somebody else has opened, one for each entry of `listen`; none: it opens its own
   */
  readonly start: (fds?: readonly number[]) => Promise<readonly string[]>;
  /** Opens the audit files anew, after they were moved, and reads the configuration anew. Tells the log what came of it; never rejects. */
  readonly reload: () => Promise<ConfigurationReading>;
  /**
   * Puts other settings in force between two requests, but for what needs a restart: those of before stay there. Never two at a time.
   *
   * Rejects with an AggregateError of all that is wrong with them; then nothing has changed.
   */
  readonly use: (settings: Settings) => Promise<void>;
  /** Removes at once what would outlive the process, where it ends without `stop`. */
  readonly abandon: () => void;
  /** Takes no new connections and finishes the calls in flight, within `stop.grace`. */
  readonly stop: () => Promise<void>;
}

/** Puts the gateway together: the only place that knows which adapter stands behind which port. */
export function createGateway(settings: Settings, options: GatewayOptions): Gateway {
  const { clock, log } = options;
  const parts = { clock, log, commands: readCommandTable() };
  const reference = new InForceReference();
  const data = new DataFolder({ settings: settings.data, clock, log });
  const limits = openLimits(settings, {
    ...parts,
    data,
    policyOf: (panel) => reference.known?.panelNamed(panel)?.settings.policy,
    redisInForce: () => reference.known?.settings.redis,
  });
  const { maxEntries } = settings;
  const sources = { ...parts, limits, lookAtListsEveryMs: options.lookAtListsEveryMs };
  const opened = settings.panels.map((panel) =>
    panelFrom(panel, { ...sources, maxEntries, before: undefined, lists: firstLists(panel) }),
  );
  reference.put(inForceOf(settings, opened));
  const inForce = (): InForce => reference.current;
  const keepKeysOf = keepPanelKeys(settings, { panels: opened, data, log });
  const lookEveryMs = options.lookForNoticesEveryMs;
  const notices = openNotices(settings.notices, { status: () => status, inForce, clock, log, everyMs: lookEveryMs });
  const uses = openUses(settings, { data, clock, log, inForce, newUses: notices.newUses });
  const ipv6Prefix = (): number => inForce().ipv6Prefix;
  const isPreferred = (address: Address): boolean => inForce().panels.some((panel) => isPreferredClient(panel, address));
  const recent = new RecentOutcomes(clock);
  const decisions = openDecisions(clock);
  const history = openHistory(settings, { data, clock, log, status: () => status });
  const memory = openMemory({ clock, isPreferred, bounds: () => inForce().memory });
  const closings = new Closings();
  const listeners: Listener[] = [];
  let urls: readonly string[] = [];
  let hasStopBegun = false;
  const isStopping = (): boolean => hasStopBegun;

  const turnEnd = new TurnEnd();
  const logs = openLogs(settings.audit, { ...parts, ipv6Prefix, turnEnd, told: decisions.told });
  const warnOfFiles = createOpenFilesWarning(log);
  const retiring = new RetiringPanels({ reference, limits, log });
  const reloader = new Reloader({
    source: options.configuration,
    running: () => inForce().settings,
    use,
    setLogLevel: options.setLogLevel ?? (() => undefined),
    level: settings.log.level,
    clock,
    log,
  });

  async function use(next: Settings): Promise<void> {
    const before = await putInForce(next, { reference, sources, logs, notices, admin, listeners, isStopping, changed });
    retiring.retire(before);
    tellPanels(newAmong(inForce().panels, before), urls, log);
  }

  function reload(): Promise<ConfigurationReading> {
    // Also where the configuration has faults: who has moved the files waits for that.
    logs.reopen();
    return reloader.reload();
  }

  const status = openStatus({
    inForce,
    limits,
    listeners: () => listeners.map((listener, index) => ({ listener, url: urls[index] ?? '' })),
    parts: () => [
      { readings: [closings.reading, bodyBytesReading(memory.bodies), ...memory.answers.readings] },
      ...logs.parts(),
      limits.part,
      data.part,
      reloader.part,
      notices.part,
    ],
    moreParts: options.parts ?? [],
    isStopping,
    doctorGrade: options.doctorGrade ?? (() => undefined),
    configuration: () => reloader.status(),
    recent,
    clock,
  });
  const metrics = openMetrics(inForce, status);
  const admin =
    settings.admin === undefined
      ? undefined
      : openAdmin(settings.admin, {
          status,
          limits: limitsControl(inForce),
          audit: logs.administered,
          configuration: { reload, compare: reloader.compare },
          uses: uses.control,
          notices: notices.control,
          explain: explainControl({ inForce, configuration: options.configuration?.file, quotas: limits.quotas, clock }),
          history,
          decisions: decisions.control,
          pageFiles: options.pageFiles,
          metrics,
          clock,
          log,
        });
  const remembered = { clock, ipv6Prefix, maxEntries };
  const [escalation, dialects] = [createMemoryRefusalEscalation(remembered), createMemoryDialects(remembered)];
  const stalls = createStallWatch(clock);
  const site: Site = {
    rules: () => inForce().rules,
    clock,
    log,
    escalation,
    dialects,
    ledger: memory.bodies,
    answers: memory.answers,
    quotas: limits.quotas,
    turnEnd,
    connections: new Connections(),
    stalls,
    newRequestId: createRequestIds(),
    // The audit log first: a call that it could not record is not sent.
    observers: [
      ...logs.observers,
      metrics,
      earlyRefreshes(inForce),
      uses.observer,
      recent,
      history,
      ...(options.observers ?? []),
    ],
    closings,
    isPreferred,
    isStopping,
  };
  function changed(now: Settings, panels: readonly OpenPanel[]): void {
    for (const counted of [limits, escalation, dialects]) counted.keepAtMost(now.maxEntries);
    warnOfFiles(now);
    keepKeysOf(panels);
  }

  return {
    start: async (fds = []) => {
      warnOfFiles(settings);
      try {
        // A gateway that was handed a socket may take over from one that still runs. Gateways that share counters in Redis write only what panels
        // showed, and one does it for those that have the same folder.
        const mayWait = fds.length > 0 || settings.redis !== undefined;
        await Promise.all([data.start(mayWait), limits.start(), ...opened.map(({ state }) => state.start())]);
        // It was ended while it waited for the panels.
        if (isStopping()) return [];
        logs.beginChain(settings);
        await admin?.start();
        stalls.start();
        history.start();
        listeners.push(
          ...settings.listen.map((listen, index) =>
            createListener(listen, site, { setting: `listen[${index}]`, fd: fds[index] }),
          ),
        );
        urls = await Promise.all(listeners.map((listener) => listener.start()));
        reloader.start();
        notices.start();
        tellPanels(inForce().panels, urls, log);
        return urls;
      } catch (error) {
        // Who does not start holds no folder, and leaves no socket behind.
        await data.release();
        await admin?.stop();
        throw error;
      }
    },
    reload,
    use,
    // A socket's file is gone when its server has been told to close.
    abandon: () => void admin?.stop(),
    stop: async () => {
      hasStopBegun = true;
      const stopped = Promise.all(listeners.map((listener) => listener.stop(inForce().settings.stop.graceMs)));
      // Nothing new is accepted any more: the next gateway need not wait until the last call has ended.
      await data.release();
      await stopped;
      history.stop();
      notices.stop();
      await stopPanels(inForce().panels, retiring);
      await limits.stop();
      await data.stop();
      await admin?.stop();
      logs.close();
      stalls.stop();
    },
  };
}
