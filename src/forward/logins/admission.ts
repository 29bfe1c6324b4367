import type { Call } from '../../domain/call/call.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import type { Judged } from '../exchange/judge-exchange.ts';
import type { Said } from './said-of.ts';

/** Whether a call may have a place: now, later perhaps, or not at all as things stand. */
export type Admittance = 'go' | 'wait' | 'never';

/** The same of all gateways together. `away`: they cannot be asked. */
export type Confirmation = Admittance | 'away';

/**
 * One call, as far as the panel may refuse its credential.
 *
 * Asked when a place could be given, and again whenever that may have changed: what was right when the call was judged may be wrong now.
 */
export interface Admission {
  readonly judge: () => Admittance;
  /** It has its place: from now on the panel may refuse it. */
  readonly begin: () => void;
  /** Asked after `begin`, before anything is sent: whether all gateways together may send it. Undefined: it concerns this one alone. */
  readonly confirm?: () => MaybePromise<Confirmation>;
  /** It gives its place back, and may ask for one again. */
  readonly takenBack?: () => void;
  /** A doubt has begun since: it must not be sent. */
  readonly isHeld: () => boolean;
  /** What is told of a call that may not go. */
  readonly denial: () => Denial;
  /**
   * Called once after `begin`, before the place is given back.
   *
   * @param judged what came of it in the end; undefined: nothing was sent
   */
  readonly ended: (judged: Judged | undefined) => void;
}

/** Told of each call of a client that has ended, after it was counted. */
export type LoginEnded = (said: Said, call: Call, judged: Judged | undefined) => void;
