import { Pool } from 'undici';
import type { Clock } from '../domain/clock.ts';
import type { Denial } from '../domain/denial.ts';
import type { Log } from '../domain/log.ts';
import type { PanelCall, PanelClient, PanelOutcome } from '../domain/panel-client.ts';
import type { UpstreamSettings } from '../domain/settings.ts';
import { readAnswer } from '../hestia/read-answer.ts';
import { writeRequest } from '../hestia/write-request.ts';
import { exchange, type Exchanged } from './exchange.ts';
import { createPanelConnector } from './panel-connector.ts';
import { PanelUntrustedError } from './panel-untrusted-error.ts';
import { createPlaces } from './places.ts';

const connectTimeoutMs = 3000;
/** The panel closes idle connections after 30 s; a request on one that is about to close cannot be repeated. */
const idleMs = 10_000;

interface PoolClientParts {
  readonly clock: Clock;
  readonly log: Log;
}

/** The way to one panel over a pool of connections, one for each call that may be under way. */
export function createPoolClient(settings: UpstreamSettings, { clock, log }: PoolClientParts): PanelClient {
  const places = createPlaces({ calls: settings.maxCalls, queue: settings.maxQueue, waitMs: settings.maxWaitMs });
  const connector = createPanelConnector(settings.tls, connectTimeoutMs);
  const pool = new Pool(settings.origin, {
    connections: settings.maxCalls,
    pipelining: 1,
    connect: connector.connect,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    // A call that takes too long is answered here, but never aborted: the panel goes on with it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function send(panelCall: PanelCall): Promise<PanelOutcome> {
    const taken = await places.take(panelCall.clientLeft);
    if (taken.kind !== 'place') return busy(taken.kind === 'busy' ? taken.retryAfterMs : settings.maxWaitMs);
    // The client may have left after the place was given and before this ran.
    if (panelCall.clientLeft.aborted) {
      taken.release();
      return busy(settings.maxWaitMs);
    }
    try {
      return await sendFrom(panelCall, taken.release);
    } catch (error) {
      // Only what comes before the first byte throws, so the panel knows nothing of this call.
      taken.release();
      log.error('a call could not be written for the panel; nothing was sent', {
        requestId: panelCall.requestId,
        why: String(error),
      });
      return refused({ reason: 'gateway_failed', requestId: panelCall.requestId });
    }
  }

  async function sendFrom(panelCall: PanelCall, release: () => void): Promise<PanelOutcome> {
    const request = writeRequest(panelCall);
    panelCall.sending();
    const sentAtMs = clock.monotonicMs();
    const { timeoutMs, maxAnswerBytes } = settings;
    const exchanged = await exchange(pool, request, { timeoutMs, maxAnswerBytes, ended: release });
    const judged = judge(panelCall, exchanged);
    if (judged.kind === 'answer') return { kind: 'answer', answer: judged.answer };
    log.warn('a call to the panel failed', {
      requestId: panelCall.requestId,
      panel: settings.origin,
      reason: judged.denial.reason,
      why: judged.why,
      tookMs: Math.round(clock.monotonicMs() - sentAtMs),
    });
    return refused(judged.denial);
  }

  return {
    send,
    close: () => pool.close(),
    callsUnderWay: places.underWay,
    callsWaiting: places.waiting,
    certificateExpiresAtMs: connector.certificateExpiresAtMs,
    probe: () => connector.probe(settings.origin),
  };
}

type Judged =
  | Extract<PanelOutcome, { readonly kind: 'answer' }>
  | { readonly kind: 'denial'; readonly denial: Denial; readonly why: string };

function judge(panelCall: PanelCall, exchanged: Exchanged): Judged {
  switch (exchanged.kind) {
    case 'answer': {
      const answer = readAnswer(panelCall.call.credential.kind, exchanged.raw);
      if (answer !== undefined) return { kind: 'answer', answer };
      return unknownOutcome(`an answer with status ${exchanged.raw.status} that is none of the API's`);
    }
    case 'too-large':
      return unknownOutcome('the answer is larger than answer.maxBytes');
    case 'timeout':
      return {
        kind: 'denial',
        denial: { reason: 'panel_timeout' },
        why: 'no answer within timeout; the call keeps its place until there is one',
      };
    case 'failed':
      return judgeFailure(exchanged.error, exchanged.maybeSent);
  }
}

function judgeFailure(error: Error, maybeSent: boolean): Judged {
  const why = whyOf(error);
  if (maybeSent) return unknownOutcome(why);
  return {
    kind: 'denial',
    denial: { reason: error instanceof PanelUntrustedError ? 'panel_untrusted' : 'panel_unreachable' },
    why,
  };
}

function unknownOutcome(why: string): Judged {
  return { kind: 'denial', denial: { reason: 'panel_outcome_unknown' }, why };
}

/** Code and message; a failure to connect to several addresses has its reasons in `errors`. */
function whyOf(error: Error): string {
  const reasons: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  return reasons.map(String).join('; ');
}

function busy(retryAfterMs: number): PanelOutcome {
  return refused({ reason: 'panel_busy', retryAfterMs });
}

function refused(denial: Denial): PanelOutcome {
  return { kind: 'denial', denial };
}
