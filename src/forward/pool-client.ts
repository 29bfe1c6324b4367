import Pool from 'undici/lib/dispatcher/pool.js';
import type { Clock } from '../domain/clock.ts';
import type { CommandTable } from '../domain/command-facts.ts';
import type { Denial } from '../domain/denial.ts';
import type { Log } from '../domain/log.ts';
import { NotRecordedError } from '../domain/not-recorded-error.ts';
import type { PanelCall, PanelClient, PanelOutcome } from '../domain/panel-client.ts';
import type { UpstreamSettings } from '../domain/settings.ts';
import { type RequestSource, writeRequest } from '../hestia/write-request.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { exchange } from './exchange.ts';
import { isShortRead } from './is-short-read.ts';
import { type Judged, judgeExchange } from './judge-exchange.ts';
import { createOwnCalls, type OwnCallOutcome } from './own-calls.ts';
import { createPanelConnector } from './panel-connector.ts';
import { createPlaces, type PlaceUse, type Taken } from './places.ts';

const connectTimeoutMs = 3000;
/** The panel closes idle connections after 30 s; a request on one that is about to close cannot be repeated. */
const idleMs = 10_000;

interface PoolClientParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Says which commands only read. */
  readonly commands: CommandTable;
}

export interface PoolClient extends PanelClient {
  /** What metrics tell of the places at this panel. */
  readonly places: () => PlacesInUse;
}

interface PlacesInUse {
  readonly all: number;
  readonly taken: Readonly<Record<PlaceUse, number>>;
  readonly keysWaiting: number;
  readonly ownCalls: Readonly<Record<OwnCallOutcome, number>>;
}

/** The way to one panel over a pool of connections, one for each call that may be under way. */
export function createPoolClient(settings: UpstreamSettings, { clock, log, commands }: PoolClientParts): PoolClient {
  const { origin, maxCalls, maxWaitMs } = settings;
  const places = createPlaces({ calls: maxCalls, queue: settings.maxQueue, waitMs: maxWaitMs });
  const connector = createPanelConnector(settings.tls, connectTimeoutMs);
  const pool = new Pool(origin, {
    connections: maxCalls,
    pipelining: 1,
    connect: connector.connect,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    // A call that takes too long is answered here, but never aborted: the panel goes on with it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const breaker = createCircuitBreaker({
    clock,
    // No more commands that write can hang at once. One that takes too long is no broken panel.
    maxTimeouts: Math.max(2, maxCalls - 1),
    changed: (openMs) => {
      if (openMs === undefined) return log.info('the panel answers again: calls go to it as usual', { panel: origin });
      log.warn('the panel does not answer: calls are refused at once for a time, then one is tried', { panel: origin, openMs });
      places.turnAway('all');
    },
  });
  const ownCalls = createOwnCalls({ places, breaker, dispatch });
  if (settings.tls.verify === 'none') {
    log.warn(
      `the panel at ${origin} is not verified: whoever answers there gets the credentials of its clients; ` +
        'set tls.verify of this panel to panel, ca or system, or tls.pin to its key',
    );
  }

  async function send(panelCall: PanelCall): Promise<PanelOutcome> {
    const { call, bearer, client } = panelCall;
    const retryAfterMs = breaker.retryAfterMs();
    if (retryAfterMs !== undefined) return refused({ reason: 'panel_circuit_open', retryAfterMs });
    const mayWait = breaker.state() === 'closed';
    const use = isShortRead(call, commands) ? 'read' : 'write';
    const taken = await places.take({ bearer, use, mayWait, client });
    if (taken.kind !== 'place') return refused(withoutPlace(taken, mayWait));
    // The client may have left after the place was given and before this ran.
    if (client.hasLeft()) {
      taken.release();
      return refused({ reason: 'panel_busy', retryAfterMs: maxWaitMs });
    }
    return await sendFrom(panelCall, taken.release);
  }

  function withoutPlace({ kind }: Taken, mayWait: boolean): Denial {
    if (kind === 'left' || (kind === 'busy' && mayWait)) return { reason: 'panel_busy', retryAfterMs: maxWaitMs };
    return { reason: 'panel_circuit_open', retryAfterMs: breaker.retryAfterMs() ?? maxWaitMs };
  }

  async function sendFrom(panelCall: PanelCall, release: () => void): Promise<PanelOutcome> {
    const { requestId } = panelCall;
    const sentAtMs = clock.monotonicMs();
    try {
      const judged = await dispatch(panelCall, release, panelCall.sending);
      if (judged.kind === 'answer') return { kind: 'answer', answer: judged.answer };
      const { reason } = judged.denial;
      const tookMs = Math.round(clock.monotonicMs() - sentAtMs);
      if (reason !== 'panel_circuit_open') {
        log.warn('a call to the panel failed', { requestId, panel: origin, reason, why: judged.why, tookMs });
      }
      return refused(judged.denial);
    } catch (error) {
      // Of an outage of the audit log the log is told once, not once for each call.
      if (!(error instanceof NotRecordedError))
        log.error('a call could not be written for the panel; nothing was sent', { requestId, why: String(error) });
      return refused({ reason: 'gateway_failed', requestId });
    }
  }

  /**
   * Sends a call from its place, which is free again when the panel is done with it.
   *
   * @throws Error before the first byte is sent: the panel knows nothing of this call, and its place is free again
   */
  async function dispatch(source: RequestSource, release: () => void, sending: PanelCall['sending']): Promise<Judged> {
    const entry = breaker.enter();
    if (entry.kind === 'open') {
      release();
      const denial: Denial = { reason: 'panel_circuit_open', retryAfterMs: entry.retryAfterMs };
      return { kind: 'denial', denial, why: 'the panel has not answered for a while', verdict: 'nothing-learned' };
    }
    try {
      const request = writeRequest(source);
      const recorded = sending();
      if (recorded instanceof Promise) await recorded;
      const { timeoutMs, maxAnswerBytes } = settings;
      const exchanged = await exchange(pool, request, { timeoutMs, maxAnswerBytes, ended: release });
      const judged = judgeExchange(source.call.credential.kind, exchanged);
      entry.ended(judged.verdict);
      return judged;
    } catch (error) {
      entry.ended('nothing-learned');
      release();
      throw error;
    }
  }

  return {
    send,
    ask: ownCalls.ask,
    close: () => {
      places.turnAway('own');
      return pool.close();
    },
    callsUnderWay: places.underWay,
    callsWaiting: places.waiting,
    circuit: breaker.state,
    places: () => ({
      all: maxCalls,
      taken: places.taken(),
      keysWaiting: places.bearersWaiting(),
      ownCalls: ownCalls.counts(),
    }),
    certificateExpiresAtMs: connector.certificateExpiresAtMs,
    probe: () => connector.probe(origin),
  };
}

function refused(denial: Denial): PanelOutcome {
  return { kind: 'denial', denial };
}
