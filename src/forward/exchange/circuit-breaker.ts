import type { Clock } from '../../domain/clock.ts';
import type { CircuitState } from '../../domain/gateway/gateway-status.ts';

const maxFailures = 5;
const firstOpenMs = 10_000;
const maxOpenMs = 60_000;

/** What a call that was let through says of the panel. */
export type CircuitEvidence =
  /** It answers, whatever it says. */
  | 'answered'
  /** No connection, or one that was cut. */
  | 'failed'
  | 'timed-out'
  /** Nothing reached it, for another reason. */
  | 'nothing-learned';

/** A call that was let through. `ended` is to be called once; a second time it does nothing. */
export interface Entered {
  readonly kind: 'pass';
  readonly ended: (verdict: CircuitEvidence) => void;
}

type Entry = Entered | { readonly kind: 'open'; readonly retryAfterMs: number };

/**
 * Stops sending calls to a panel that does not answer.
 *
 * It opens after 5 calls in a row that failed or timed out, or after `maxTimeouts` in a row that timed out, for 10 s, and then for twice as long
 * each time, up to 60 s. After that it is half-open: one call goes through, and one more each time the same span has passed without a
 * verdict, so that a long command does not keep the others out. A call that is answered closes it, one that fails opens it again. Calls that
 * were let through before it opened or closed do not count afterwards.
 */
export interface CircuitBreaker {
  readonly state: () => CircuitState;
  /** Lets a call through, or says when to try again. */
  readonly enter: () => Entry;
  /** When to try again, for a call that would not be let through now; undefined for one that would. Changes nothing. */
  readonly retryAfterMs: () => number | undefined;
}

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** Calls that time out keep their places, so there may never be five of them. */
  readonly maxTimeouts: () => number;
  /** @param openMs how long; undefined where it has just closed */
  readonly changed: (openMs: number | undefined) => void;
}

export function createCircuitBreaker({ clock, maxTimeouts, changed }: CircuitBreakerOptions): CircuitBreaker {
  /** Undefined: closed. */
  let openMs: number | undefined;
  let nextTrialAtMs = 0;
  let trialsInFlight = 0;
  let failures = 0;
  let timeouts = 0;
  /** Grows whenever it opens or closes. */
  let generation = 0;

  function enter(): Entry {
    if (openMs === undefined) return pass(false);
    const retryAfterMs = waitMs();
    if (retryAfterMs !== undefined) return { kind: 'open', retryAfterMs };
    nextTrialAtMs = clock.monotonicMs() + openMs;
    trialsInFlight += 1;
    return pass(true);
  }

  function pass(isTrial: boolean): Entry {
    const entered = generation;
    let isEnded = false;
    const ended = (verdict: CircuitEvidence): void => {
      if (isEnded || entered !== generation) return;
      isEnded = true;
      if (isTrial) judgeTrial(verdict);
      else judge(verdict);
    };
    return { kind: 'pass', ended };
  }

  function judge(verdict: CircuitEvidence): void {
    if (verdict === 'nothing-learned') return;
    const isFailure = verdict !== 'answered';
    failures = isFailure ? failures + 1 : 0;
    if (verdict !== 'failed') timeouts = isFailure ? timeouts + 1 : 0;
    if (failures >= maxFailures || timeouts >= maxTimeouts()) turn(firstOpenMs);
  }

  function judgeTrial(verdict: CircuitEvidence): void {
    trialsInFlight -= 1;
    if (verdict === 'answered') turn(undefined);
    else if (verdict === 'nothing-learned') nextTrialAtMs = clock.monotonicMs();
    else turn(Math.min(maxOpenMs, (openMs ?? 0) * 2));
  }

  function turn(nextOpenMs: number | undefined): void {
    openMs = nextOpenMs;
    nextTrialAtMs = clock.monotonicMs() + (nextOpenMs ?? 0);
    generation += 1;
    [trialsInFlight, failures, timeouts] = [0, 0, 0];
    changed(nextOpenMs);
  }

  function waitMs(): number | undefined {
    const leftMs = openMs === undefined ? 0 : nextTrialAtMs - clock.monotonicMs();
    return leftMs > 0 ? leftMs : undefined;
  }

  return {
    enter,
    retryAfterMs: waitMs,
    state: () => {
      if (openMs === undefined) return 'closed';
      return trialsInFlight > 0 || waitMs() === undefined ? 'half-open' : 'open';
    },
  };
}
