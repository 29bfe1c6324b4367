import { type Address, prefixOf } from '../../domain/address/address.ts';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import type { Charge, Entry, Ledger, LedgerRefusal, LimitStatus, Reservation, Settlement } from '../../domain/ledger/ledger.ts';
import type { Attempt } from '../../domain/ledger/logins.ts';
import { allEnforced, type ReportOnly } from '../../domain/policy/report-only.ts';
import { nameOf } from '../logins/ban-table.ts';
import { isUnknown, type NamedSubject, type Subject } from '../logins/failure-store.ts';
import { addressSubjects, keySubject, pairSubject } from '../logins/login-subjects.ts';
import { endedOnce } from './ended-once.ts';
import { LocalGates, type LocalGatesOptions } from './local-gates.ts';
import { longest } from './longest.ts';
import { refusedByLimit, refusedLogin, settled } from './settlement.ts';
import type { UnknownKeyAttempts } from '../logins/unknown-key-attempts.ts';

export interface LocalLedgerOptions extends LocalGatesOptions {
  /** Attempts of access keys that the panel does not list. */
  readonly unknownKeyAttempts: UnknownKeyAttempts;
  /** Told of each ban that begins here. */
  readonly banBegan?: (subject: NamedSubject) => void;
}

/**
 * The ledger in this process. Every answer is there at once, so that nothing comes between the gates and the counting.
 *
 * Three budgets for failed logins: of a key from a prefix, of a prefix, and of a key from everywhere. The first two end in bans. When the third
 * is used up, only prefixes from which the key was used with success lately may go on with it: nobody can guess on, and nobody can lock its
 * owner out. Ids that the panel does not have are counted by the same terms, but apart: what is answered does not tell which ids exist.
 */
export class LocalLedger implements Ledger {
  readonly #options: LocalLedgerOptions;
  readonly #gates: LocalGates;

  constructor(options: LocalLedgerOptions) {
    this.#options = options;
    this.#gates = new LocalGates(options);
  }

  settle(entry: Entry): Settlement {
    const { attempt, addressCharge, charges } = entry;
    const isKnown = this.#gates.isKnown(entry);
    const gates = this.#gates.of(entry, isKnown);
    if (gates.waitMs !== undefined) return refusedLogin(gates.waitMs, this.#chargeWithRoom([addressCharge]));
    const isProven = attempt?.result === 'proven';
    if (gates.charge !== undefined) return this.#refuseBy(gates.charge);
    // What proves the key is no count: it stands where a limit refuses the call.
    if (isProven) this.#succeed(attempt);
    const { refusing, reported } = this.#gates.refusingOf(charges, entry, gates.reported);
    if (refusing !== undefined) return this.#refuseBy(refusing);
    if (attempt?.result === 'failed' || attempt?.result === 'misused') this.#fail(attempt, attempt.result);
    const statuses = this.#chargeWithRoom(isProven ? charges : [addressCharge, ...charges]);
    return settled(statuses, attempt?.result === 'unproven' ? this.#reserve(attempt, isKnown) : undefined, reported);
  }

  peek(entry: Entry): Settlement {
    const { attempt, addressCharge, charges } = entry;
    const gates = this.#gates.of(entry, this.#gates.isKnown(entry));
    if (gates.waitMs !== undefined) return refusedLogin(gates.waitMs, [this.statusHere(addressCharge)]);
    if (gates.charge !== undefined) return refusedByLimit(this.statusHere(gates.charge));
    const { refusing, reported } = this.#gates.refusingOf(charges, entry, gates.reported);
    if (refusing !== undefined) return refusedByLimit(this.statusHere(refusing));
    const owed = attempt?.result === 'proven' ? charges : [addressCharge, ...charges];
    return settled(
      owed.map((charge) => this.statusHere(charge)),
      undefined,
      reported,
    );
  }

  refusedHere({ address, addressCharge, reportOnly }: Entry): LedgerRefusal | undefined {
    const waitMs = this.bannedMs(address, reportOnly);
    if (waitMs !== undefined) return { kind: 'login', retryAfterMs: waitMs };
    if (!this.isUsedUp(addressCharge) || this.hasKnown(address) || reportOnly.has('address_rate')) return undefined;
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

  /** For how long the address is refused on arrival for its bans. Where a key is known from there, or they are reported only, those by hand alone count. */
  bannedMs(address: Address, reportOnly: ReportOnly = allEnforced): number | undefined {
    const { failures, ipv6Prefix, neverBan } = this.#options;
    if (failures.banTable.size === 0) return undefined;
    const own = addressSubjects(address, ipv6Prefix).flatMap((subject) => failures.banTable.of(subject) ?? []);
    const bans = [...own, ...failures.banTable.networksOf(address)];
    if (bans.length === 0 || neverBan.has(address)) return undefined;
    const isByHandAlone = reportOnly.has('address_banned') || this.hasKnown(address);
    return longest(bans.map(({ cause, leftMs }) => (cause !== 'manual' && isByHandAlone ? undefined : leftMs)));
  }

  /** What the panel said to an attempt that was reserved, or nothing that counts against its client. */
  conclude(attempt: Attempt, result: 'failed' | 'proven'): void {
    if (result === 'failed') this.#fail(attempt);
    else this.#succeed(attempt);
  }

  /** A failure with an id that the panel does not list: it may list it soon. */
  noteUnknownKey({ address, key, isGuessable, isShared }: Attempt): void {
    const { ipv6Prefix, neverBan, unknownKeyAttempts, terms } = this.#options;
    if (isGuessable || !isAccessKeyId(key) || neverBan.has(address)) return;
    const pair = pairSubject({ address, key, isGuessable, isShared }, prefixOf(address, ipv6Prefix));
    unknownKeyAttempts.add(key, [pair, ...addressSubjects(address, ipv6Prefix)], terms.address.perMs);
  }

  /** A ban runs here that refuses whatever is tried: of the pair, or by hand of a network. */
  isBannedHere({ address, attempt, reportOnly }: Entry): boolean {
    const { failures, ipv6Prefix, neverBan } = this.#options;
    if (failures.banTable.size === 0 || neverBan.has(address)) return false;
    const pair = reportOnly.has('address_banned') ? undefined : attempt && pairSubject(attempt, prefixOf(address, ipv6Prefix));
    if (pair !== undefined && !isUnknown(pair) && failures.bannedMs(pair) !== undefined) return true;
    return failures.banTable.networkMsByHand(address) !== undefined;
  }

  /** @param names of the subjects in whose budgets it is */
  begin(names: readonly string[]): () => void {
    this.#options.inFlight.begin(names);
    return () => this.#options.inFlight.end(names);
  }

  /** One failure for each subject, but for those that refuse already: of a known pair the address may. */
  #fail(attempt: Attempt, result: 'failed' | 'misused' = 'failed'): void {
    const { address } = attempt;
    const { ipv6Prefix, neverBan } = this.#options;
    const ofKey = keySubject(attempt);
    // What fails at an address that is never banned still counts against the key.
    if (!neverBan.has(address)) {
      const counted = [pairSubject(attempt, prefixOf(address, ipv6Prefix)), ...addressSubjects(address, ipv6Prefix)];
      for (const subject of counted) this.#strike(subject);
      this.noteUnknownKey(attempt);
    }
    if (ofKey !== undefined && result === 'failed') this.#strike(ofKey);
  }

  #strike(subject: Subject): void {
    const { failures, terms, banBegan } = this.#options;
    const refusedMs = failures.strike(subject, terms[subject.kind]);
    if (banBegan === undefined || refusedMs !== undefined || isUnknown(subject)) return;
    if (failures.bannedMs(subject) !== undefined) banBegan(subject);
  }

  /** A success resets the pair, and nothing else: the holder of one key gets no more guesses at another. */
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

  /** In whose budgets an attempt is while it is in flight: of a known pair in the pair's, at an address that is never banned in the key's. */
  reservedNames(attempt: Attempt, isKnown: boolean): readonly string[] {
    const { ipv6Prefix, neverBan } = this.#options;
    const pair = pairSubject(attempt, prefixOf(attempt.address, ipv6Prefix));
    const key = keySubject(attempt);
    if (isKnown) return [nameOf(pair)];
    const others = neverBan.has(attempt.address) ? [] : [pair, ...addressSubjects(attempt.address, ipv6Prefix)];
    return (key === undefined ? others : [...others, key]).map(nameOf);
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

  isUsedUp(charge: Charge): boolean {
    return this.#gates.isUsedUp(charge);
  }

  #refuseBy(charge: Charge): Settlement {
    this.noteRefused(charge);
    return refusedByLimit(this.statusHere(charge));
  }
}
