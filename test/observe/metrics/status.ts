import type { PlacesInUse } from '../../../src/observe/metrics/places-readings.ts';
import type { GatewayStatus, PanelStatus } from '../../../src/domain/gateway-status.ts';

/** A gateway in which everything is as it should be, with the panel `main` and one certificate. Each part may be changed. */
export function statusWith(changes: Partial<GatewayStatus> = {}): GatewayStatus {
  return {
    connections: () => 3,
    bodyBytes: () => 4096,
    counters: () => ({ address_rate: 7, key_rate: 2, command_rate: 1 }),
    certificates: () => [{ file: '/etc/gateway.crt', expiresAtMs: 2_000_000_000_000 }],
    panels: [panelStatusWith()],
    isStopping: () => false,
    ...changes,
  };
}

export function panelStatusWith(changes: Partial<PanelStatus> = {}): PanelStatus {
  return {
    name: 'main',
    callsUnderWay: () => 2,
    callsWaiting: () => 5,
    stateAgeMs: () => 1500,
    stateIsUsable: () => true,
    stateProblems: () => [],
    reloads: () => ({ complete: 11, incomplete: 1 }),
    disagreements: () => 4,
    circuit: () => 'closed',
    isVerified: true,
    certificateExpiresAtMs: () => 1_900_000_000_000,
    probe: () => Promise.resolve(undefined),
    ...changes,
  };
}

/** Of a panel with three places. */
export function placesWith(changes: Partial<PlacesInUse> = {}): PlacesInUse {
  return {
    all: 3,
    taken: { read: 1, write: 2, own: 0 },
    keysWaiting: 2,
    ownCalls: { answered: 40, refused: 3, failed: 5, 'not-sent': 6 },
    ...changes,
  };
}
