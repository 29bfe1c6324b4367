import { readOwnAccessKeyFile } from '../config/secrets/read-own-access-key-file.ts';
import type { Clock } from '../domain/clock.ts';
import type { CommandTable } from '../domain/panel/command-facts.ts';
import type { PanelStatus } from '../domain/gateway/gateway-status.ts';
import type { Log } from '../domain/log.ts';
import type { PanelStateSource } from '../domain/panel/panel-state.ts';
import type { PanelSettings, StateSettings } from '../domain/policy/settings.ts';
import type { StatusPart } from '../domain/status-part.ts';
import type { FollowedPolicy } from './clients/followed-policies.ts';
import { placesPart } from '../forward/pool/places-part.ts';
import { overduePart } from '../forward/pool/overdue-part.ts';
import { createPoolClient, type PoolClient } from '../forward/pool/pool-client.ts';
import { ShownKey } from '../forward/trust/shown-key.ts';
import { shownKeyPart } from '../forward/trust/shown-key-part.ts';
import type { Panel } from '../http/context/panel.ts';
import type { PanelLimits } from '../limits/panel-limits.ts';
import { createApiState } from '../state/api/api-state.ts';
import { createEarlyRefresh } from '../state/poll/early-refresh.ts';
import { stateFaults } from '../state/files/state-faults.ts';
import { openLocalState, shippedCommands } from './open-local-state.ts';
import { panelSnapshots } from './panel-snapshots.ts';

/** One panel with all that stands behind it. */
export interface OpenPanel {
  readonly settings: PanelSettings;
  readonly panel: Panel;
  readonly client: PoolClient;
  readonly state: PanelStateSource;
  readonly limits: PanelLimits;
  readonly status: PanelStatus;
  /** With `verify: panel`: the key that it showed last. */
  readonly shownKey: ShownKey | undefined;
  /** What shows itself beside the status. */
  readonly parts: readonly StatusPart[];
  /** A key was refused that may be new, or changed: a panel that is asked only now and then is asked soon. */
  readonly refreshEarly: () => void;
}

export interface PanelParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly commands: CommandTable;
}

/** What one panel has of its own. */
export interface PanelOwn {
  readonly policy: FollowedPolicy;
  readonly limits: PanelLimits;
}

export function openPanel(settings: PanelSettings, { policy, limits }: PanelOwn, parts: PanelParts): OpenPanel {
  const { clock } = parts;
  const { name, upstream } = settings;
  const { origin, tls } = upstream;
  const shownKey = tls.verify === 'panel' ? new ShownKey({ origin, certFile: tls.certFile, clock }) : undefined;
  const client = createPoolClient(upstream, {
    ...parts,
    shownKey,
    panel: name,
    disagreed: (accessKey) => void state.refresh({ kind: 'doubt', accessKey }),
  });
  const state = openState(settings.state, client, parts);
  const ageMs = (): number | undefined => {
    const current = state.current();
    return current === undefined ? undefined : clock.monotonicMs() - current.readAtMs;
  };
  const { maxAgeMs } = settings.state;
  return {
    settings,
    client,
    state,
    limits,
    panel: {
      name,
      snapshot: panelSnapshots({ panel: name, policy, state, doubts: client.doubts, limits, maxAgeMs }, parts),
      client,
      // There once the store has started.
      get ledger() {
        return limits.ledger;
      },
    },
    // Files are watched, so that what is new in them is known already; reading them for every stranger's try would cost much.
    refreshEarly:
      settings.state.source.kind === 'api' ? createEarlyRefresh(clock, () => state.refresh({ kind: 'new' })) : () => undefined,
    parts: [
      policy.part,
      placesPart({ panel: name, places: client.places }),
      overduePart({ panel: name, places: client.places }),
      ...(shownKey === undefined ? [] : [shownKeyPart(name, shownKey)]),
    ],
    shownKey,
    status: {
      name,
      callsUnderWay: client.callsUnderWay,
      callsWaiting: client.callsWaiting,
      stateAgeMs: ageMs,
      stateIsUsable: () => (ageMs() ?? Number.POSITIVE_INFINITY) <= maxAgeMs,
      stateProblems: () => state.problems(),
      stateFaults: () => stateFaults(state),
      stateNotices: () => state.notices?.() ?? [],
      reloads: () => state.readings(),
      limits: limits.status,
      disagreements: client.disagreements,
      circuit: client.circuit,
      isVerified: settings.upstream.tls.verify !== 'none',
      certificateExpiresAtMs: client.certificateExpiresAtMs,
      probe: client.probe,
    },
  };
}

function openState({ source, readApiKeys }: StateSettings, client: PoolClient, parts: PanelParts): PanelStateSource {
  const { clock, log, commands } = parts;
  if (source.kind !== 'api') return openLocalState(source, readApiKeys, parts);
  return createApiState({
    settings: source,
    accessKey: readOwnAccessKeyFile(source.accessKeyFile),
    ask: client.ask,
    commands: shippedCommands(commands),
    clock,
    log,
  });
}
