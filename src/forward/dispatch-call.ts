import type { Denial } from '../domain/denial.ts';
import type { Log } from '../domain/log.ts';
import type { PanelCall } from '../domain/panel-client.ts';
import type { UpstreamSettings } from '../domain/settings.ts';
import { type PanelRequest, type RequestSource, writeRequest } from '../hestia/write-request.ts';
import type { CircuitBreaker, Entered } from './circuit-breaker.ts';
import { type Exchanged, exchange } from './exchange.ts';
import { type Judged, judgeExchange } from './judge-exchange.ts';
import type { Lanes } from './lanes.ts';
import type { Admission } from './logins/admission.ts';

export interface DispatchParts {
  readonly settings: UpstreamSettings;
  readonly lanes: Lanes;
  readonly breaker: CircuitBreaker;
  readonly log: Log;
}

export interface CallDispatch {
  /**
   * Sends a call from its place, which is free again when the panel is done with it.
   *
   * @throws Error before the first byte is sent: the panel knows nothing of this call, and its place is free again
   */
  readonly dispatch: (source: RequestSource, placed: PlacedCall) => Promise<Judged>;
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
interface UnderWay {
  readonly source: RequestSource;
  readonly placed: PlacedCall;
  readonly entry: Entered;
}

export function createCallDispatch({ settings, lanes, breaker, log }: DispatchParts): CallDispatch {
  const { timeoutMs, maxAnswerBytes } = settings;
  let overdue = 0;

  async function dispatch(source: RequestSource, placed: PlacedCall): Promise<Judged> {
    const { admission, sending } = placed;
    const entry = breaker.enter();
    if (entry.kind === 'open') {
      giveBack(placed);
      return notSent(
        { reason: 'panel_circuit_open', retryAfterMs: entry.retryAfterMs },
        'the panel has not answered for a while',
      );
    }
    try {
      const request = writeRequest(source);
      if (!admission.isHeld()) {
        const recorded = sending();
        if (recorded instanceof Promise) await recorded;
      }
      // Also after the wait: the panel may have refused this key meanwhile.
      if (!admission.isHeld()) {
        return await exchanged(request, { source, placed, entry });
      }
    } catch (error) {
      entry.ended('nothing-learned');
      giveBack(placed);
      throw error;
    }
    entry.ended('nothing-learned');
    giveBack(placed);
    return notSent(admission.denial(), 'the panel has refused this key since the call was judged');
  }

  function exchanged(request: PanelRequest, { source, placed, entry }: UnderWay): Promise<Judged> {
    const { kind } = source.call.credential;
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
        // Before the place is given to another call: it must know what the panel said to this one.
        placed.admission.ended(last);
        placed.release();
      };
      exchange(lane, request, { timeoutMs, maxAnswerBytes, told, ended });
    });
  }

  function tellLate(requestId: string, judged: Judged): void {
    const how = judged.kind === 'answer' ? 'answered' : judged.why;
    log.info('the panel is done with a call whose client was answered before', { requestId, panel: settings.origin, how });
  }

  return { dispatch, overdue: () => overdue };
}

function notSent(denial: Denial, why: string): Judged {
  return { kind: 'denial', denial, why, verdict: 'nothing-learned' };
}

function giveBack({ admission, release }: PlacedCall): void {
  admission.ended(undefined);
  release();
}
