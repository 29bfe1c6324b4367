import type { Address } from './address.ts';
import type { MaybePromise } from './maybe-promise.ts';

/** One try of a credential. */
export interface Attempt {
  readonly address: Address;
  /** Whose credential it claims to be: an access key's id, or the kind of a deprecated one. */
  readonly key: string;
  /** The panel has it, so that somebody could guess its secret. */
  readonly isGuessable: boolean;
  /** The name stands for many credentials, such as all API keys: it has no budget of its own. */
  readonly isShared: boolean;
}

export type LoginResult =
  /** It was wrong. */
  | 'failed'
  /** It was right. */
  | 'proven'
  /** It was right, but is of no use: its user is suspended. Nothing is counted. */
  | 'right'
  /** Whether it is right cannot be known now. Nothing is counted. */
  | 'undecided'
  /** Nothing speaks against it so far; the panel will judge it, and `ended` is told then. */
  | 'unproven';

/** Failed logins, and what follows from them. One that fails throws or rejects; the call is then refused. */
export interface Logins {
  /** How long the address is still banned, in milliseconds; undefined: it is not. Asks nobody. */
  readonly bannedMs: (address: Address) => number | undefined;
  /** Its credential was used with success from this address lately, as far as this gateway knows. Asks nobody. */
  readonly isKnown: (attempt: Attempt) => boolean;
  /**
   * Counts a try.
   *
   * @returns for how many milliseconds such tries are refused, whatever their result: then the answer must not tell it. Undefined: the
   * result counts
   */
  readonly judge: (attempt: Attempt, result: LoginResult) => MaybePromise<number | undefined>;
  /**
   * The end of a try that was unproven.
   *
   * @param result undefined: the panel was not asked, or did not answer
   */
  readonly ended: (attempt: Attempt, result: 'failed' | 'proven' | undefined) => MaybePromise<void>;
}
