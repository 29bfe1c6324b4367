import type { Snapshot } from '../../src/domain/judging/snapshot.ts';
import { AnswerLedger } from '../../src/http/bounds/answer-ledger.ts';
import { Closings } from '../../src/http/context/closings.ts';
import { Connections } from '../../src/http/context/connection.ts';
import { MemoryLedger } from '../../src/http/bounds/memory-ledger.ts';
import { createRequestIds } from '../../src/http/context/request-id.ts';
import type { Panel } from '../../src/http/context/panel.ts';
import type { Site } from '../../src/http/context/site.ts';
import { createStallWatch } from '../../src/http/bounds/stall-watch.ts';
import { TurnEnd } from '../../src/http/context/turn-end.ts';
import { createMemoryDialects } from '../../src/limits/rates/memory-dialects.ts';
import { createMemoryRefusalEscalation } from '../../src/limits/rates/memory-refusal-escalation.ts';
import { ledgerWith } from '../support/ledger.ts';

/** A panel that nobody can reach. */
export function arrivalPanel(snapshot: Snapshot): Panel {
  return {
    name: 'main',
    snapshot: () => snapshot,
    ledger: ledgerWith().ledger,
    uses: { begin: () => undefined, end: () => undefined },
    client: {
      send: () => Promise.resolve({ kind: 'denial', denial: { reason: 'panel_unreachable' } }),
      close: () => Promise.resolve(),
      callsInFlight: () => 0,
      callsWaiting: () => 0,
      ask: () => Promise.reject(new Error('there is no panel')),
      circuit: () => 'closed',
      certificateExpiresAtMs: () => undefined,
      probe: () => Promise.resolve(undefined),
    },
  };
}

const quiet = (): void => undefined;

/** A site with one panel, as far as the reading of arrivals asks for it. */
export function arrivalSite(panel: Panel): Site {
  const clock = { monotonicMs: () => 0, wallMs: () => 0 };
  const memory = { clock, bounds: () => ({ totalBytes: 10_000, clientBytes: 10_000, ipv6Prefix: 64 }), isPreferred: () => false };
  return {
    rules: () => ({
      panelOf: (host) => (host === 'panel.test' || host === undefined ? panel : undefined),
      clients: () => panel.snapshot().policy.clients,
      body: { maxBytes: 1000, timeoutMs: 1000, refusedMaxBytes: 1000, refusedTimeoutMs: 1000, totalBytes: 10_000 },
    }),
    clock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    dialects: createMemoryDialects({ clock, ipv6Prefix: () => 64, maxEntries: 10 }),
    escalation: createMemoryRefusalEscalation({ clock, ipv6Prefix: () => 64, maxEntries: 10 }),
    ledger: new MemoryLedger({ ...memory, isShareHard: true }),
    answers: new AnswerLedger(memory),
    quotas: () => ({ take: () => true, refund: () => undefined, used: () => 0 }),
    turnEnd: new TurnEnd(),
    connections: new Connections(),
    stalls: createStallWatch(clock),
    newRequestId: createRequestIds(),
    observers: [],
    isPreferred: () => false,
    closings: new Closings(),
    isStopping: () => false,
  };
}
