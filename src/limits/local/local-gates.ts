import { type Address, prefixOf } from '../../domain/address/address.ts';
import type { AddressSet } from '../../domain/address/address-set.ts';
import type { Owners } from '../../domain/address/owners.ts';
import type { ReportableReason } from '../../domain/call/denials.ts';
import type { Charge, Entry } from '../../domain/ledger/ledger.ts';
import { reasonOfLimit } from '../../domain/ledger/limiter.ts';
import { nameOf } from '../logins/ban-table.ts';
import type { NamedSubject, Subject } from '../logins/failure-store.ts';
import { addressSubjects, keySubject, pairSubject } from '../logins/login-subjects.ts';
import type { LoginTerms } from '../logins/login-terms.ts';
import type { MemoryFailures } from '../logins/memory-failures.ts';
import type { InFlightCounts } from '../logins/in-flight-counts.ts';
import type { MemoryLimiter } from '../rates/memory-limiter.ts';
import { longest } from './longest.ts';

export interface Gates {
  /** Of a ban, or of a budget of failures that is used up; undefined: nothing of it refuses. */
  readonly waitMs: number | undefined;
  /** The address's, where it is used up. */
  readonly charge: Charge | undefined;
  /** What would have refused. */
  readonly reported: readonly ReportableReason[];
}

/** After this an attempt that is in flight has often ended. */
const inFlightMs = 1000;

export interface LocalGatesOptions {
  readonly limiter: MemoryLimiter;
  readonly failures: MemoryFailures;
  /** Attempts whose result the panel will tell. */
  readonly inFlight: InFlightCounts;
  readonly terms: LoginTerms;
  /** Bits of an IPv6 address that count as one client. */
  readonly ipv6Prefix: number;
  /** Addresses that are never banned. */
  readonly neverBan: Pick<AddressSet, 'has'>;
  readonly owners: Owners;
}

/** What this process knows that refuses a decision. Counts nothing. */
export class LocalGates {
  readonly #options: LocalGatesOptions;

  constructor(options: LocalGatesOptions) {
    this.#options = options;
  }

  isKnown({ address, attempt }: Entry): boolean {
    const { failures, ipv6Prefix, owners } = this.#options;
    const key = attempt?.key;
    return key !== undefined && (failures.isKnown(key, prefixOf(address, ipv6Prefix)) || owners.owns(key, address));
  }

  /** What refuses before anything is counted, whatever the result of the attempt. A known pair is judged by the pair, and by bans by hand. */
  of(entry: Entry, isKnown: boolean): Gates {
    const { address, addressCharge, reportOnly } = entry;
    const { neverBan } = this.#options;
    const failuresMs = neverBan.has(address) ? undefined : this.#failuresWaitMs(entry, isKnown);
    const isReported = failuresMs !== undefined && reportOnly.has('address_banned');
    const byHandMs = isReported ? this.#byHandWaitMs(address) : undefined;
    const waitMs = isReported ? byHandMs : failuresMs;
    const reported: ReportableReason[] = isReported && waitMs === undefined ? ['address_banned'] : [];
    if (waitMs !== undefined || isKnown || !this.isUsedUp(addressCharge)) return { waitMs, charge: undefined, reported };
    if (!reportOnly.has('address_rate')) return { waitMs, charge: addressCharge, reported };
    return { waitMs, charge: undefined, reported: [...reported, 'address_rate'] };
  }

  /** The first charge that refuses, and the reasons of those that would. */
  refusingOf(
    charges: readonly Charge[],
    { reportOnly }: Entry,
    before: readonly ReportableReason[],
  ): { readonly refusing: Charge | undefined; readonly reported: readonly ReportableReason[] } {
    const isReported = ({ limit }: Charge): boolean => reportOnly.has(reasonOfLimit[limit]);
    const refusing = charges.find((charge) => this.isUsedUp(charge) && !isReported(charge));
    if (reportOnly.size === 0 || refusing !== undefined) return { refusing, reported: before };
    const usedUp = charges.filter((charge) => isReported(charge) && this.isUsedUp(charge));
    return { refusing, reported: [...before, ...usedUp.map(({ limit }) => reasonOfLimit[limit])] };
  }

  /** For how long a login is refused; undefined: it is not. All refusals that apply are looked at, and the longest counts. */
  #failuresWaitMs({ address, attempt }: Entry, isKnown: boolean): number | undefined {
    const { failures, ipv6Prefix, terms } = this.#options;
    const addresses = isKnown && failures.banTable.size === 0 ? [] : addressSubjects(address, ipv6Prefix);
    const waits = isKnown
      ? addresses.map((subject) => this.#byHandMs(subject))
      : addresses.map((subject) => this.#waitMs(subject));
    if (failures.banTable.size > 0) waits.push(failures.banTable.networkMsByHand(address));
    if (attempt !== undefined) {
      const pair = pairSubject(attempt, prefixOf(address, ipv6Prefix));
      const key = keySubject(attempt);
      waits.push(isKnown ? failures.refusedMs(pair, terms[pair.kind]) : this.#waitMs(pair));
      if (!isKnown && key !== undefined) waits.push(this.#waitMs(key));
    }
    return longest(waits);
  }

  /** For how long bans by hand refuse the address. */
  #byHandWaitMs(address: Address): number | undefined {
    const { failures, ipv6Prefix } = this.#options;
    const subjects = addressSubjects(address, ipv6Prefix).map((subject) => this.#byHandMs(subject));
    return longest([...subjects, failures.banTable.networkMsByHand(address)]);
  }

  /** Attempts that are in flight may fail, so they count as if they had. */
  #waitMs(subject: Subject): number | undefined {
    const { failures, terms, inFlight } = this.#options;
    const { [subject.kind]: kept } = terms;
    const refusedMs = failures.refusedMs(subject, kept);
    if (refusedMs !== undefined || inFlight.size === 0) return refusedMs;
    const count = inFlight.of(nameOf(subject));
    return count > 0 && failures.failures(subject) + count >= kept.attempts ? inFlightMs : undefined;
  }

  #byHandMs(subject: NamedSubject): number | undefined {
    const ban = this.#options.failures.banTable.of(subject);
    return ban?.cause === 'manual' ? ban.leftMs : undefined;
  }

  isUsedUp({ limit, key, rate }: Charge): boolean {
    return this.#options.limiter.look(limit, { key, rate }).left <= 0;
  }
}
