import type { Call } from '../../domain/call/call.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import type { Judged } from '../exchange/judge-exchange.ts';
import type { CredentialVerdict } from './credential-verdict.ts';

/** Whether a call may have a place: now, perhaps later, or not in the present state. */
export type Admittance = 'go' | 'wait' | 'never';

/** The same for all gateways together. `away`: the shared counters cannot be asked. */
export type Confirmation = Admittance | 'away';

/**
 * Decides when one call may be sent, by whether the panel may refuse its credential.
 *
 * Asked when a place is free, and again whenever the answer may have changed since the call was judged.
 */
export interface Admission {
  readonly judge: () => Admittance;
  /** It has its place: from now on the panel may refuse it. */
  readonly begin: () => void;
  /** Asked after `begin`, before anything is sent: whether all gateways together may send it. Undefined: this gateway decides alone. */
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
export type LoginEnded = (said: CredentialVerdict, call: Call, judged: Judged | undefined) => void;
