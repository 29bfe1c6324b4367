import { type Address, networkBits, prefixOf } from '../../domain/address/address.ts';
import type { Attempt } from '../../domain/ledger/logins.ts';
import type { NamedSubject, Subject } from './failure-store.ts';

/** What the failures of an address are counted for: the prefix, and in IPv6 the network of 48 bits where it is wider. */
export function addressSubjects(address: Address, ipv6Prefix: number): readonly NamedSubject[] {
  const own = { kind: 'address', text: prefixOf(address, ipv6Prefix) } as const;
  if (address.family === 4 || ipv6Prefix <= networkBits) return [own];
  return [own, { kind: 'network', text: prefixOf(address, networkBits) }];
}

/** The key from one prefix. */
export function pairSubject({ key, isGuessable, isShared }: Attempt, prefix: string): Subject {
  return { kind: isGuessable || isShared ? 'pair' : 'unknown_pair', text: `${key} ${prefix}` };
}

/** The key from everywhere; undefined for a name that many credentials share: it has no budget. */
export function keySubject({ key, isGuessable, isShared }: Attempt): Subject | undefined {
  return isShared ? undefined : { kind: isGuessable ? 'key' : 'unknown_key', text: key };
}
