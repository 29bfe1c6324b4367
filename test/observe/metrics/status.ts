import { defaultSettings } from '../../support/default-settings.ts';
import { silentLog } from '../../state/sources/silent-log.ts';
import { doctorPart } from '../../../src/compose/parts/doctor-part.ts';
import { reportOnlyPart } from '../../../src/compose/parts/report-only-part.ts';
import { Reloader } from '../../../src/compose/reload/reloader.ts';
import { systemClock } from '../../../src/domain/clock.ts';
import { AnswerLedger } from '../../../src/http/bounds/answer-ledger.ts';
import { Closings } from '../../../src/http/context/closings.ts';
import { bodyBytesReading } from '../../../src/http/bounds/body-bytes-reading.ts';
import { listenersPart } from '../../../src/http/listen/listeners-part.ts';
import { type PlacesInUse, placesPart } from '../../../src/forward/pool/places-part.ts';
import { poolPart, type PoolPartOptions } from '../../../src/forward/pool/pool-part.ts';
import { limitsPart } from '../../../src/limits/limits-part.ts';
import { storePart } from '../../../src/limits/store-part.ts';
import { noticesPart } from '../../../src/notices/notices-part.ts';
import { statePart, type StatePartOptions } from '../../../src/state/follow/state-part.ts';
import { overduePart } from '../../../src/forward/pool/overdue-part.ts';
import { logPart } from '../../../src/observe/log-part.ts';
import type { StatusPart } from '../../../src/domain/status-part.ts';
import type { PanelLimitsStatus } from '../../../src/domain/ledger/limits-status.ts';
import type { GatewayStatus, OwnCertificate, PanelStatus } from '../../../src/domain/gateway/gateway-status.ts';

const certificate: OwnCertificate = { file: '/etc/gateway.crt', expiresAtMs: 2_000_000_000_000 };

/** A gateway in which everything is as it should be, with the panel `main` and one certificate. Each part may be changed. */
export function statusWith(changes: Partial<GatewayStatus> = {}): GatewayStatus {
  return {
    store,
    certificates: () => [certificate],
    panels: [panelStatusWith()],
    parts: [],
    isStopping: () => false,
    doctorGrade: () => undefined,
    about: { version: '1.2.3', nodeVersion: 'v20.20.2', startedAtMs: 0 },
    configuration: () => ({ readAtMs: 0, faults: [], waitsForRestart: [] }),
    listeners: () => [],
    recent: () => ({ permitted: 0, reported: 0, refused: 0 }),
    ...changes,
  };
}

export function panelStatusWith(changes: Partial<PanelStatus> = {}): PanelStatus {
  return {
    name: 'main',
    callsInFlight: () => 2,
    callsWaiting: () => 5,
    bounds: { calls: 3, waiting: 32 },
    keys: () => ({ readable: 4, unreadable: 0 }),
    stateAgeMs: () => 1500,
    stateIsUsable: () => true,
    stateProblems: () => [],
    stateFaults: () => [],
    stateNotices: () => [],
    limits: limitsStatusWith(),
    reportOnly: () => undefined,
    circuit: () => 'closed',
    isVerified: true,
    certificateExpiresAtMs: () => 1_900_000_000_000,
    probe: () => Promise.resolve(undefined),
    ...changes,
  };
}

function limitsStatusWith(): PanelLimitsStatus {
  return {
    results: () => ({ granted: 30, refused: 4, near: 2 }),
    entries: () => ({
      address_rate: 7,
      key_rate: 2,
      command_rate: 1,
      refused_commands: 0,
      failures_pair: 3,
      failures_address: 2,
      failures_network: 0,
      failures_key: 1,
      failures_unknown: 4,
      bans: 1,
      known_keys: 9,
    }),
    bans: () => [{ panel: 'main', subject: '192.0.2.9', cause: 'address', leftMs: 60_000, level: 1 }],
    bansBegun: () => new Map([['address', 3]]),
    latestBansOfKnown: () => [],
    keysUnderAttack: () => [{ panel: 'main', subject: 'KEY', cause: 'key', leftMs: 1000, level: 1 }],
  };
}

const answers = new AnswerLedger({
  bounds: () => ({ totalBytes: 1, clientBytes: 1, ipv6Prefix: 64 }),
  isPreferred: () => false,
  clock: systemClock,
});

/** @param keysWaiting of the panel, when it is asked for */
export function placesPartWith(panel: string, keysWaiting: () => number): StatusPart {
  return placesPart({ panel, places: () => ({ ...placesInUse(), keysWaiting: keysWaiting() }) });
}

function placesInUse(): PlacesInUse {
  return {
    all: 3,
    taken: { read: 1, write: 2, own: 0 },
    keysWaiting: 2,
    ownCalls: { answered: 40, refused: 3, failed: 5, 'not-sent': 6 },
  };
}

/** What a panel's part is told of the calls to it. */
export function poolPartWith(changes: Partial<PoolPartOptions['client']> = {}, more: Partial<PoolPartOptions> = {}): StatusPart {
  const client = {
    callsInFlight: () => 2,
    callsWaiting: () => 5,
    disagreements: () => 4,
    circuit: () => 'closed' as const,
    certificateExpiresAtMs: () => 1_900_000_000_000,
    ...changes,
  };
  return poolPart({ panel: 'main', client, isVerified: true, ...more });
}

export function statePartWith(changes: Partial<StatePartOptions> = {}): StatusPart {
  return statePart({
    panel: 'main',
    source: { readings: () => ({ complete: 11, incomplete: 1 }) },
    faults: () => [],
    ageMs: () => 1500,
    isUsable: () => true,
    ...changes,
  });
}

export function listenersPartWith(connections: () => number): StatusPart {
  return listenersPart(() => [{ connectionCount: connections, certificates: () => [certificate] }]);
}

const store = {
  kind: 'memory',
  isReached: () => true,
  fault: () => undefined,
  questions: () => ({ answered: 20, failed: 3, seconds: 0.5 }),
} as const;

/** All parts of a gateway. */
export const partsWithMetrics: readonly StatusPart[] = [
  listenersPartWith(() => 3),
  { readings: [bodyBytesReading({ heldBytes: 4096 })] },
  storePart(undefined, store),
  limitsPart('main', limitsStatusWith()),
  statePartWith(),
  poolPartWith(),
  ...(['audit', 'auth', 'process'] as const).map((name) =>
    logPart({ name, fault: () => undefined, consequence: '', stopsCalls: false, lostCount: () => 0 }),
  ),
  { readings: [new Closings().reading, ...answers.readings] },
  placesPart({ panel: 'main', places: placesInUse }),
  reportOnlyPart('main', () => ({ reasons: ['key_rate'], untilMs: 2_000_000_000_000 }), systemClock),
  overduePart({ panel: 'main', places: () => ({ all: 3, overdue: 1 }) }),
  noticesPart({
    isConfigured: () => true,
    outbox: { state: { waiting: 0, oldestMs: undefined, fault: undefined }, count: () => 0 },
    gate: { held: () => 0 },
    clock: systemClock,
  }),
  doctorPart(() => ({ grade: 1, atSeconds: 1_900_000_000 })),
  new Reloader({
    source: undefined,
    running: () => defaultSettings,
    use: () => Promise.resolve(),
    setLogLevel: () => undefined,
    level: 'info',
    clock: systemClock,
    log: silentLog,
  }).part,
];

/** All parts of a panel that have metrics. */
export function partsOfPanel(panel: string): readonly StatusPart[] {
  return [
    limitsPart(panel, limitsStatusWith()),
    statePartWith({ panel }),
    poolPartWith({}, { panel }),
    placesPart({ panel, places: placesInUse }),
    reportOnlyPart(panel, () => ({ reasons: ['key_rate'], untilMs: 2_000_000_000_000 }), systemClock),
    overduePart({ panel, places: () => ({ all: 3, overdue: 1 }) }),
  ];
}
