import type { Address } from '../address/address.ts';

/** Which addresses asked for bare numbers (`returncode=yes`) lately, so that an answer that comes before the body is one, too. */
export interface Dialects {
  /** @param mayConnect the address is not refused as such: it is remembered before all others */
  readonly askedForExitCode: (address: Address, mayConnect: boolean) => void;
  /** Asks nobody. */
  readonly wantsExitCode: (address: Address) => boolean;
}
