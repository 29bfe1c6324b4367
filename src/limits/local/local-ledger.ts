import { type Address, prefixOf } from '../../domain/address/address.ts';
import type { AddressSet } from '../../domain/address/address-set.ts';
import type { Owners } from '../../domain/address/owners.ts';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import type { Charge, Entry, Ledger, LedgerRefusal, LimitStatus, Reservation, Settlement } from '../../domain/ledger/ledger.ts';
import type { Attempt } from '../../domain/ledger/logins.ts';
import { nameOf } from '../logins/ban-table.ts';
import { isUnknown, type NamedSubject, type Subject } from '../logins/failure-store.ts';
import { addressSubjects, keySubject, pairSubject } from '../logins/login-subjects.ts';
import type { LoginTerms } from '../logins/login-terms.ts';
import type { MemoryFailures } from '../logins/memory-failures.ts';
import type { MemoryLimiter } from '../rates/memory-limiter.ts';
import { endedOnce } from './ended-once.ts';
import { longest } from './longest.ts';
import { refusedByLimit, refusedLogin, settled } from './settlement.ts';
import type { UnderWay } from '../logins/under-way.ts';
import type { UnknownTries } from '../logins/unknown-tries.ts';

export interface LocalLedgerOptions {
  readonly limiter: MemoryLimiter;
  readonly failures: MemoryFailures;
  /** Tries whose result the panel will tell. */
  readonly underWay: UnderWay;
  /** Tries of access keys that the panel does not list. */
  readonly unknownTries: UnknownTries;
  readonly terms: LoginTerms;
  /** Bits of an IPv6 address that count as one client. */
  readonly ipv6Prefix: number;
  /** Whom nothing bans. */
  readonly neverBan: Pick<AddressSet, 'has'>;
  readonly owners: Owners;
  /** Told of each ban that begins here. */
  readonly banBegan?: (subject: NamedSubject) => void;
}

/** After this a try that is in flight has often ended. */
const inFlightMs = 1000;

/**
 * The ledger in this process. Every answer is there at once, so that nothing comes between the gates and the counting.
 *
 * Three budgets for failed logins: of a key from a prefix, of a prefix, and of a key from everywhere. The first two end in bans. When the third
 * is used up, only prefixes from which the key was used with success lately may go on with it: nobody can guess on, and nobody can lock its
 * owner out. Ids that the panel does not have are counted by the same terms, but apart: what is answered does not tell which ids exist.
 */
export class LocalLedger implements Ledger {
  readonly #options: LocalLedgerOptions;

  constructor(options: LocalLedgerOptions) {
    this.#options = options;
  }

  settle(entry: Entry): Settlement {
    const { attempt, addressCharge, charges } = entry;
    const isKnown = this.#isKnown(entry);
    const waitMs = this.#loginWaitMs(entry, isKnown);
    if (waitMs !== undefined) return refusedLogin(waitMs, this.#chargeWithRoom([addressCharge]));
    const isProven = attempt?.result === 'proven';
    if (!isKnown && this.isUsedUp(addressCharge)) return this.#refuseBy(addressCharge);
    // What proves the key is no count: it stands where a limit refuses the call.
    if (isProven) this.#succeed(attempt);
    const refusing = charges.find((charge) => this.isUsedUp(charge));
    if (refusing !== undefined) return this.#refuseBy(refusing);
    if (attempt?.result === 'failed') this.#fail(attempt);
    const statuses = this.#chargeWithRoom(isProven ? charges : [addressCharge, ...charges]);
    return settled(statuses, attempt?.result === 'unproven' ? this.#reserve(attempt, isKnown) : undefined);
  }

  peek(entry: Entry): Settlement {
    const { attempt, addressCharge, charges } = entry;
    const isKnown = this.#isKnown(entry);
    const waitMs = this.#loginWaitMs(entry, isKnown);
    if (waitMs !== undefined) return refusedLogin(waitMs, [this.statusHere(addressCharge)]);
    const refusing = (isKnown ? charges : [addressCharge, ...charges]).find((charge) => this.isUsedUp(charge));
    if (refusing !== undefined) return refusedByLimit(this.statusHere(refusing));
    return settled((attempt?.result === 'proven' ? charges : [addressCharge, ...charges]).map((owed) => this.statusHere(owed)));
  }

  refusedHere({ address, addressCharge }: Entry): LedgerRefusal | undefined {
    const waitMs = this.bannedMs(address);
    if (waitMs !== undefined) return { kind: 'login', retryAfterMs: waitMs };
    if (!this.isUsedUp(addressCharge) || this.hasKnown(address)) return undefined;
    return refusedByLimit(this.statusHere(addressCharge)).refusal;
  }

  noteRefused({ limit, rate }: Charge): void {
    this.#options.limiter.tally.note(limit, rate.calls, { granted: false, left: 0 });
  }

  hasKnown(address: Address): boolean {
    const { failures, ipv6Prefix, owners } = this.#options;
    return failures.known.hasPrefix(prefixOf(address, ipv6Prefix)) || owners.hasAddress(address);
  }

  statusHere({ limit, key, rate }: Charge): LimitStatus {
    const { left, resetMs } = this.#options.limiter.look(limit, { key, rate });
    return { limit, rate, left, resetMs };
  }

  /** For how long the address is refused on arrival for its bans. Where a key is known from there, those by hand alone count. */
  bannedMs(address: Address): number | undefined {
    const { failures, ipv6Prefix, neverBan } = this.#options;
    if (failures.banTable.size === 0) return undefined;
    const own = addressSubjects(address, ipv6Prefix).flatMap((subject) => failures.banTable.of(subject) ?? []);
    const bans = [...own, ...failures.banTable.networksOf(address)];
    if (bans.length === 0 || neverBan.has(address)) return undefined;
    return longest(bans.map(({ cause, leftMs }) => (cause !== 'manual' && this.hasKnown(address) ? undefined : leftMs)));
  }

  /** What the panel said to a try that was reserved, or nothing that counts against its client. */
  conclude(attempt: Attempt, result: 'failed' | 'proven'): void {
    if (result === 'failed') this.#fail(attempt);
    else this.#succeed(attempt);
  }

  /** A failure with an id that the panel does not list: it may list it soon. */
  noteTry({ address, key, isGuessable, isShared }: Attempt): void {
    const { ipv6Prefix, neverBan, unknownTries, terms } = this.#options;
    if (isGuessable || !isAccessKeyId(key) || neverBan.has(address)) return;
    const pair = pairSubject({ address, key, isGuessable, isShared }, prefixOf(address, ipv6Prefix));
    unknownTries.add(key, [pair, ...addressSubjects(address, ipv6Prefix)], terms.address.perMs);
  }

  /** A ban runs here that refuses whatever is tried: of the pair, or by hand of a network. */
  isBannedHere({ address, attempt }: Entry): boolean {
    const { failures, ipv6Prefix, neverBan } = this.#options;
    if (failures.banTable.size === 0 || neverBan.has(address)) return false;
    const pair = attempt && pairSubject(attempt, prefixOf(address, ipv6Prefix));
    if (pair !== undefined && !isUnknown(pair) && failures.bannedMs(pair) !== undefined) return true;
    return failures.banTable.networkMsByHand(address) !== undefined;
  }

  /** @param names of the subjects in whose budgets it is */
  begin(names: readonly string[]): () => void {
    this.#options.underWay.begin(names);
    return () => this.#options.underWay.end(names);
  }

  #isKnown({ address, attempt }: Entry): boolean {
    const { failures, ipv6Prefix, owners } = this.#options;
    const key = attempt?.key;
    return key !== undefined && (failures.isKnown(key, prefixOf(address, ipv6Prefix)) || owners.owns(key, address));
  }

  /**
   * For how long a login is refused, whatever its result; undefined: it is not. All refusals that apply are looked at, and the longest counts. A known
   * pair is judged by the pair, and by bans by hand.
   */
  #loginWaitMs({ address, attempt }: Entry, isKnown: boolean): number | undefined {
    const { failures, ipv6Prefix, neverBan, terms } = this.#options;
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
    const waitMs = longest(waits);
    return waitMs === undefined || neverBan.has(address) ? undefined : waitMs;
  }

  /** Tries that are in flight may fail, so they count as if they had. */
  #waitMs(subject: Subject): number | undefined {
    const { failures, terms, underWay } = this.#options;
    const { [subject.kind]: kept } = terms;
    const refusedMs = failures.refusedMs(subject, kept);
    if (refusedMs !== undefined || underWay.size === 0) return refusedMs;
    const inFlight = underWay.of(nameOf(subject));
    return inFlight > 0 && failures.failures(subject) + inFlight >= kept.attempts ? inFlightMs : undefined;
  }

  #byHandMs(subject: NamedSubject): number | undefined {
    const ban = this.#options.failures.banTable.of(subject);
    return ban?.cause === 'manual' ? ban.leftMs : undefined;
  }

  /** One failure for each subject, but for those that refuse already: of a known pair the address may. */
  #fail(attempt: Attempt): void {
    const { address } = attempt;
    const { ipv6Prefix, neverBan } = this.#options;
    const ofKey = keySubject(attempt);
    // What fails at an address that is never banned still counts against the key.
    if (!neverBan.has(address)) {
      const counted = [pairSubject(attempt, prefixOf(address, ipv6Prefix)), ...addressSubjects(address, ipv6Prefix)];
      for (const subject of counted) this.#strike(subject);
      this.noteTry(attempt);
    }
    if (ofKey !== undefined) this.#strike(ofKey);
  }

  #strike(subject: Subject): void {
    const { failures, terms, banBegan } = this.#options;
    const refusedMs = failures.strike(subject, terms[subject.kind]);
    if (banBegan === undefined || refusedMs !== undefined || isUnknown(subject)) return;
    if (failures.bannedMs(subject) !== undefined) banBegan(subject);
  }

  /** A success resets the pair, and nothing else: whoever has a key of his own gets no more guesses at another. */
  #succeed(attempt: Attempt): void {
    const { failures, ipv6Prefix } = this.#options;
    const prefix = prefixOf(attempt.address, ipv6Prefix);
    // All API keys have one name: the success of one says nothing about another.
    if (attempt.isGuessable) failures.forget(pairSubject(attempt, prefix));
    failures.know(attempt.key, prefix);
  }

  #reserve(attempt: Attempt, isKnown: boolean): Reservation {
    const release = this.begin(this.reservedNames(attempt, isKnown));
    return endedOnce(isKnown, (result) => {
      release();
      if (result === 'failed' || result === 'proven') this.conclude(attempt, result);
    });
  }

  /** In whose budgets a try is while it is in flight: of a known pair in the pair's, at an address that is never banned in the key's. */
  reservedNames(attempt: Attempt, isKnown: boolean): readonly string[] {
    const { ipv6Prefix, neverBan } = this.#options;
    const pair = pairSubject(attempt, prefixOf(attempt.address, ipv6Prefix));
    const key = keySubject(attempt);
    if (isKnown) return [nameOf(pair)];
    const others = neverBan.has(attempt.address) ? [] : [pair, ...addressSubjects(attempt.address, ipv6Prefix)];
    return (key === undefined ? others : [...others, key]).map(nameOf);
  }

  isUsedUp({ limit, key, rate }: Charge): boolean {
    return this.#options.limiter.look(limit, { key, rate }).left <= 0;
  }

  /** Takes from each limit that has room. */
  #chargeWithRoom(charges: readonly Charge[]): readonly LimitStatus[] {
    const { limiter } = this.#options;
    return charges.map((charge) => {
      const { limit, key, rate } = charge;
      if (this.isUsedUp(charge)) return this.statusHere(charge);
      const { left, resetMs } = limiter.take(limit, { key, rate });
      return { limit, rate, left, resetMs };
    });
  }

  #refuseBy(charge: Charge): Settlement {
    this.noteRefused(charge);
    return refusedByLimit(this.statusHere(charge));
  }
}
