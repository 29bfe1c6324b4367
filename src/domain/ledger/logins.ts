import type { Address } from '../address/address.ts';

/** One attempt of a credential. */
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
  /** It was right, and the policy of its key keeps it from being used so: counted as a wrong one, but never against the key itself. */
  | 'misused'
  /** It was right. */
  | 'proven'
  /** It was right, but is of no use: its user is suspended. Nothing is counted. */
  | 'right'
  /** Whether it is right cannot be known now. Nothing is counted. */
  | 'undecided'
  /** Nothing speaks against it so far; the panel will judge it, and the reservation is concluded then. */
  | 'unproven';
