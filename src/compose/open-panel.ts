import type { PanelStatus } from '../domain/gateway/gateway-status.ts';
import type { PanelStateSource, StateFault } from '../domain/panel/panel-state.ts';
import type { PanelSettings } from '../domain/policy/settings.ts';
import type { StatusPart } from '../domain/status-part.ts';
import type { FollowedPolicy } from './clients/followed-policy.ts';
import { placesPart } from '../forward/pool/places-part.ts';
import { poolPart } from '../forward/pool/pool-part.ts';
import { overduePart } from '../forward/pool/overdue-part.ts';
import type { ShownKey } from '../forward/trust/shown-key.ts';
import { shownKeyPart } from '../forward/trust/shown-key-part.ts';
import type { Panel } from '../http/context/panel.ts';
import type { OwnAccessKey } from '../config/secrets/read-own-access-key-file.ts';
import { limitsPart } from '../limits/limits-part.ts';
import type { PanelLimits } from '../limits/panel-limits.ts';
import { statePart } from '../state/follow/state-part.ts';
import { createEarlyRefresh } from '../state/poll/early-refresh.ts';
import { stateFaults } from '../state/files/state-faults.ts';
import type { PanelWay } from './panel-way.ts';
import type { PanelParts } from './parts/panel-parts.ts';
import { panelSnapshots, reportOnlyNow } from './panel-snapshots.ts';
import { credentialEndPart } from './parts/credential-end-part.ts';
import { reportOnlyPart } from './parts/report-only-part.ts';

/** One panel with all that stands behind it, by one configuration. */
export interface OpenPanel extends PanelOwn {
  readonly settings: PanelSettings;
  readonly panel: Panel;
  readonly status: PanelStatus;
  /** What is shown in addition to the status. */
  readonly parts: readonly StatusPart[];
  /** A key was refused that may be new, or changed: a panel that is asked only now and then is asked soon. */
  readonly refreshEarly: () => void;
}

/** The parts of one panel. Each outlives a reload that does not change it. */
export interface PanelOwn {
  readonly policy: FollowedPolicy;
  readonly limits: PanelLimits;
  readonly way: PanelWay;
  readonly state: PanelStateSource;
  /** With `state.api`: the access key that it asks with. */
  readonly ownKey: OwnAccessKey | undefined;
  /** Counters of each kind that are kept. */
  readonly maxEntries: number;
  /** With `verify: panel`: the key that it showed last. */
  readonly shownKey: ShownKey | undefined;
}

export function openPanel(settings: PanelSettings, own: PanelOwn, parts: PanelParts): OpenPanel {
  const { policy, limits, way, state, shownKey } = own;
  const { clock } = parts;
  const { name } = settings;
  const { client } = way;
  const ageMs = (): number | undefined => {
    const current = state.current();
    return current === undefined ? undefined : clock.monotonicMs() - current.readAtMs;
  };
  const { maxAgeMs } = settings.state;
  const isUsable = (): boolean => (ageMs() ?? Number.POSITIVE_INFINITY) <= maxAgeMs;
  const faults = (): readonly StateFault[] => stateFaults(state);
  const reporting: PanelStatus['reportOnly'] = () => {
    const { report } = policy.current();
    const reasons = [...reportOnlyNow(report, clock)];
    return reasons.length === 0 ? undefined : { reasons, untilMs: report.untilMs };
  };
  const isVerified = settings.upstream.tls.verify !== 'none';
  return {
    ...own,
    settings,
    panel: {
      name,
      snapshot: panelSnapshots({ panel: name, policy, state, doubts: client.doubts, limits, maxAgeMs }, parts),
      client,
      uses: way.uses,
      // There once the store has started.
      get ledger() {
        return limits.ledger;
      },
    },
    // Files are watched, so that new entries are known already; reading them for every guess would be expensive.
    refreshEarly:
      settings.state.source.kind === 'api' ? createEarlyRefresh(clock, () => state.refresh({ kind: 'new' })) : () => undefined,
    parts: [
      policy.part,
      reportOnlyPart(name, reporting, clock),
      credentialEndPart(name, () => policy.current().auth, clock),
      limitsPart(name, limits.status),
      statePart({ panel: name, source: state, faults, ageMs, isUsable }),
      poolPart({ panel: name, client, isVerified }),
      placesPart({ panel: name, places: client.places }),
      overduePart({ panel: name, places: client.places }),
      ...(shownKey === undefined ? [] : [shownKeyPart(name, shownKey)]),
    ],
    status: {
      name,
      callsInFlight: client.callsInFlight,
      callsWaiting: client.callsWaiting,
      bounds: { calls: settings.upstream.concurrency.calls, waiting: settings.upstream.concurrency.queue },
      keys: () => ({
        readable: state.current()?.accessKeys.size ?? 0,
        unreadable: state.current()?.unknown.accessKeys.size ?? 0,
      }),
      stateAgeMs: ageMs,
      stateIsUsable: isUsable,
      stateProblems: () => state.problems(),
      stateFaults: faults,
      stateNotices: () => state.notices?.() ?? [],
      limits: limits.status,
      reportOnly: reporting,
      circuit: client.circuit,
      isVerified,
      certificateExpiresAtMs: client.certificateExpiresAtMs,
      probe: client.probe,
    },
  };
}
