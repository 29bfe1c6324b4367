import type { CredentialKind } from '../domain/call.ts';
import type { Denial } from '../domain/denial.ts';
import type { Log } from '../domain/log.ts';
import type { PanelCall } from '../domain/panel-client.ts';
import type { UpstreamSettings } from '../domain/settings.ts';
import { type PanelRequest, type RequestSource, writeRequest } from '../hestia/write-request.ts';
import type { CircuitBreaker, Entered } from './circuit-breaker.ts';
import { type Exchanged, exchange } from './exchange.ts';
import { type Judged, judgeExchange } from './judge-exchange.ts';
import type { Lanes } from './lanes.ts';

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
  readonly dispatch: (source: RequestSource, release: () => void, sending: PanelCall['sending']) => Promise<Judged>;
  /** Calls that keep their places, because the panel is not done with them, although their clients have been answered. */
  readonly overdue: () => number;
}

/** What a request that is sent holds. */
interface UnderWay {
  readonly kind: CredentialKind;
  readonly requestId: string;
  readonly entry: Entered;
  readonly release: () => void;
}

export function createCallDispatch({ settings, lanes, breaker, log }: DispatchParts): CallDispatch {
  const { timeoutMs, maxAnswerBytes } = settings;
  let overdue = 0;

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
      return await exchanged(request, { kind: source.call.credential.kind, requestId: source.requestId, entry, release });
    } catch (error) {
      entry.ended('nothing-learned');
      release();
      throw error;
    }
  }

  function exchanged(request: PanelRequest, { kind, requestId, entry, release }: UnderWay): Promise<Judged> {
    const lane = lanes.take();
    return new Promise((resolve) => {
      let first: Exchanged | undefined;
      const told = (outcome: Exchanged): void => {
        first = outcome;
        overdue += 1;
        const judged = judgeExchange(kind, outcome);
        entry.ended(judged.verdict);
        resolve(judged);
      };
      const ended = (outcome: Exchanged): void => {
        overdue -= 1;
        if (outcome.kind !== first?.kind) tellLate(requestId, judgeExchange(kind, outcome));
        lanes.give(lane);
        release();
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
