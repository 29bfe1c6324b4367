import type { Denial } from '../../domain/call/denial.ts';
import type { Log } from '../../domain/log.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import type { PanelCall } from '../../domain/gateway/panel-client.ts';
import type { UpstreamSettings } from '../../domain/policy/settings.ts';
import { type PanelRequest, type RequestSource, writeRequest } from '../../hestia/answer/write-request.ts';
import type { CircuitBreaker, Entered } from '../exchange/circuit-breaker.ts';
import { type Exchanged, exchange } from '../exchange/exchange.ts';
import { type Judged, judgeExchange } from '../exchange/judge-exchange.ts';
import type { Lanes } from '../wire/lanes.ts';
import type { Admission } from '../logins/admission.ts';

/** How requests go to the panel. */
interface Way extends Pick<UpstreamSettings, 'timeoutMs' | 'maxAnswerBytes'> {
  readonly lanes: Lanes;
}

export interface DispatchParts {
  /** For the log. */
  readonly origin: string;
  /** As it is when a request is sent; that request keeps it. */
  readonly way: () => Way;
  readonly breaker: CircuitBreaker;
  readonly log: Log;
}

export interface CallDispatch {
  /**
   * Sends a call from its place, which is free again when the panel is done with it.
   *
   * @throws Error, or rejects with one, before the first byte is sent: the panel knows nothing of this call, and its place is free again
   */
  readonly dispatch: (source: RequestSource, placed: PlacedCall) => MaybePromise<Judged>;
  /** Calls that keep their places, because the panel is not done with them, although their clients have been answered. */
  readonly overdue: () => number;
}

/** What a call brings that has its place. */
export interface PlacedCall {
  /** Gives the place back. */
  readonly release: () => void;
  /** It has begun. */
  readonly admission: Admission;
  readonly sending: PanelCall['sending'];
}

/** What a request that is sent holds. */
interface InFlight {
  readonly source: RequestSource;
  readonly placed: PlacedCall;
  readonly entry: Entered;
}

export function createCallDispatch({ origin, way, breaker, log }: DispatchParts): CallDispatch {
  let overdue = 0;

  function dispatch(source: RequestSource, placed: PlacedCall): MaybePromise<Judged> {
    const entry = breaker.enter();
    if (entry.kind === 'open') {
      giveBack(placed);
      return notSent(
        { reason: 'panel_circuit_open', retryAfterMs: entry.retryAfterMs },
        'the panel has not answered for a while',
      );
    }
    const inFlight = { source, placed, entry };
    const fail = (error: unknown): never => {
      end(inFlight);
      throw error;
    };
    try {
      const request = writeRequest(source);
      const recorded = placed.admission.isHeld() ? undefined : placed.sending();
      if (recorded instanceof Promise) return recorded.then(() => sendUnlessHeld(request, inFlight)).catch(fail);
      return sendUnlessHeld(request, inFlight);
    } catch (error) {
      return fail(error);
    }
  }

  /** Asked after the wait for the audit record: the panel may have refused this key meanwhile. */
  function sendUnlessHeld(request: PanelRequest, inFlight: InFlight): MaybePromise<Judged> {
    const { admission } = inFlight.placed;
    if (!admission.isHeld()) return exchanged(request, inFlight);
    end(inFlight);
    return notSent(admission.denial(), 'the panel has refused this key since the call was judged');
  }

  function exchanged(request: PanelRequest, { source, placed, entry }: InFlight): Promise<Judged> {
    const { kind } = source.call.credential;
    const { lanes, timeoutMs, maxAnswerBytes } = way();
    const lane = lanes.take();
    return new Promise((resolve) => {
      let first: Exchanged | undefined;
      let judged: Judged | undefined;
      const told = (outcome: Exchanged): void => {
        overdue += 1;
        first = outcome;
        judged = judgeExchange(kind, outcome);
        entry.ended(judged.verdict);
        resolve(judged);
      };
      const ended = (outcome: Exchanged): void => {
        overdue -= 1;
        const last = outcome === first && judged !== undefined ? judged : judgeExchange(kind, outcome);
        if (outcome.kind !== first?.kind) tellLate(source.requestId, last);
        lanes.give(lane);
        giveBack(placed, last);
      };
      exchange(lane, request, { timeoutMs, maxAnswerBytes, told, ended });
    });
  }

  function tellLate(requestId: string, judged: Judged): void {
    const how = judged.kind === 'answer' ? 'answered' : judged.why;
    log.info('the panel is done with a call whose client was answered before', { requestId, panel: origin, how });
  }

  return { dispatch, overdue: () => overdue };
}

function notSent(denial: Denial, why: string): Judged {
  return { kind: 'denial', denial, why, verdict: 'nothing-learned' };
}

/** Of a call of which nothing was sent. */
function end({ entry, placed }: InFlight): void {
  entry.ended('nothing-learned');
  giveBack(placed);
}

/** Before the place is given to another call, that must know what the panel said to this one. */
function giveBack({ admission, release }: PlacedCall, judged?: Judged): void {
  try {
    admission.ended(judged);
  } finally {
    release();
  }
}
