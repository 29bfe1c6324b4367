import { type Address, networkBits, prefixOf } from '../domain/address.ts';
import type { AddressSet } from '../domain/address-set.ts';
import { isAccessKeyId } from '../domain/bounds.ts';
import type { Attempt, LoginResult, Logins } from '../domain/logins.ts';
import { after, afterAll, type MaybePromise } from '../domain/maybe-promise.ts';
import type { FailurePolicy } from '../domain/policy.ts';
import { nameOf } from './ban-table.ts';
import { type FailureStore, isUnknown, type NamedSubject, type Subject, type Terms } from './failure-store.ts';
import type { UnderWay } from './under-way.ts';
import type { UnknownTries } from './unknown-tries.ts';

export interface LoginGuardOptions {
  readonly policy: FailurePolicy;
  /** Bits of an IPv6 address that count as one client. */
  readonly ipv6Prefix: number;
  readonly neverBan: Pick<AddressSet, 'has'>;
  readonly store: FailureStore;
  /** Tries whose result the panel will tell; one for all decisions on the panel. */
  readonly underWay: UnderWay;
  /** Tries of access keys that the panel does not list; one for all decisions on the panel. */
  readonly unknownTries: UnknownTries;
}

const networkFactor = 4;

interface Subjects {
  readonly prefix: string;
  readonly pair: Subject;
  readonly address: Subject;
  /** Undefined where the prefix is as wide. */
  readonly network: NamedSubject | undefined;
  readonly key: Subject;
}

/**
 * Three budgets for failed logins: of a key from a prefix, of a prefix, and of a key from everywhere. The first two end in bans. When the third
 * is used up, only prefixes from which the key was used with success lately may go on with it: nobody can guess on, and nobody can lock its
 * owner out. Ids that the panel does not have are counted by the same terms, but apart: what is answered does not tell which ids exist.
 *
 * A failure is counted in one step of the store, and where the budget is used up it is answered like a refusal: no more guesses are ever
 * answered than the budget has, however many come at once.
 */
export class LoginGuard implements Logins {
  readonly #options: LoginGuardOptions;
  readonly #terms: Readonly<Record<Subject['kind'], Terms>>;

  constructor(options: LoginGuardOptions) {
    this.#options = options;
    this.#terms = termsOf(options.policy);
  }

  bannedMs(address: Address): number | undefined {
    const { store, neverBan, ipv6Prefix } = this.#options;
    const prefix = prefixOf(address, ipv6Prefix);
    const own = store.bannedMs({ kind: 'address', text: prefix });
    const network = networkOf(address, ipv6Prefix);
    const wide = network === undefined ? undefined : store.bannedMs(network);
    if (own === undefined && wide === undefined) return undefined;
    return neverBan.has(address) ? undefined : Math.max(own ?? 0, wide ?? 0);
  }

  isKnown({ key, address }: Attempt): boolean {
    const { store, ipv6Prefix } = this.#options;
    return store.isKnownHere(key, prefixOf(address, ipv6Prefix));
  }

  judge(attempt: Attempt, result: LoginResult): MaybePromise<number | undefined> {
    const subjects = this.#subjectsOf(attempt);
    if (this.#options.neverBan.has(attempt.address)) return this.#settleExempt(attempt, subjects, result);
    return after(this.#refusedMs(attempt, subjects), (waitMs) => waitMs ?? this.#settle(attempt, subjects, result));
  }

  ended(attempt: Attempt, result: 'failed' | 'proven' | undefined): MaybePromise<void> {
    const subjects = this.#subjectsOf(attempt);
    this.#options.underWay.end(namesOf(subjects));
    if (result === undefined) return undefined;
    const isExempt = this.#options.neverBan.has(attempt.address);
    const settled = isExempt ? this.#settleExempt(attempt, subjects, result) : this.#settle(attempt, subjects, result);
    return after(settled, () => undefined);
  }

  /**
   * The panel lists keys for the first time after they were tried. What was counted for such a key with a client counts no longer, because it was
   * counted apart. An address or network loses these failures, and no others: one that was banned with them is let in again, and goes on with what is
   * left of its budget.
   */
  forgetTries(isListed: (key: string) => boolean): void {
    const { store, unknownTries } = this.#options;
    const tries = unknownTries.take(isListed);
    for (const { count, sinceMs, ...subject } of tries.flat()) {
      if (isUnknown(subject)) void store.unban(subject);
      else store.takeOff(subject, { count, sinceMs }, this.#terms[subject.kind]);
    }
  }

  /** What is counted for an address and a key, for whoever looks into it. */
  subjectsOf(address: Address): readonly NamedSubject[] {
    const { ipv6Prefix } = this.#options;
    const network = networkOf(address, ipv6Prefix);
    return [{ kind: 'address', text: prefixOf(address, ipv6Prefix) } as const, ...(network === undefined ? [] : [network])];
  }

  termsFor({ kind }: Subject): Terms {
    return this.#terms[kind];
  }

  #settle(attempt: Attempt, subjects: Subjects, result: LoginResult): MaybePromise<number | undefined> {
    switch (result) {
      case 'failed':
        return this.#fail(attempt, subjects);
      case 'proven':
        return this.#succeed(attempt, subjects);
      case 'unproven':
        return this.#begin(attempt, subjects);
      case 'right':
      case 'undecided':
        return undefined;
    }
  }

  /** What fails at an address that is never banned still counts against the key. */
  #settleExempt(attempt: Attempt, subjects: Subjects, result: LoginResult): MaybePromise<number | undefined> {
    if (result === 'proven') return this.#succeed(attempt, subjects);
    if (result === 'unproven') this.#options.underWay.begin(namesOf(subjects));
    return result === 'failed' && !attempt.isShared ? after(this.#strike(subjects.key), () => undefined) : undefined;
  }

  /**
   * Refusals come before anything is counted, all of them, and the longest counts: so a right and a wrong secret are answered alike, and neither leaves
   * a trace, as long as one of them holds. For a prefix that is known here this gateway's own view will do; for any other the store is asked.
   */
  #refusedMs({ key }: Attempt, subjects: Subjects): MaybePromise<number | undefined> {
    const { store } = this.#options;
    const { prefix } = subjects;
    if (store.isKnownHere(key, prefix)) {
      return longest(bannable(subjects).map((subject) => store.refusedHereMs(subject, this.#terms[subject.kind])));
    }
    const waits = [...bannable(subjects), subjects.key].map((subject) => store.refusedMs(subject, this.#terms[subject.kind]));
    return afterAll(waits, (waitsMs) =>
      after(this.#unlessKnown(waitsMs.at(-1), key, prefix), (keyMs) => longest([...waitsMs.slice(0, -1), keyMs])),
    );
  }

  /** First the pair: a client with a wrong secret is banned with it before it costs its address anything more. */
  #fail({ key, isGuessable, isShared }: Attempt, subjects: Subjects): MaybePromise<number | undefined> {
    const counted = bannable(subjects);
    return after(this.#strikeEach(counted), (waitMs) => {
      if (waitMs !== undefined) return waitMs;
      if (!isGuessable && isAccessKeyId(key)) this.#options.unknownTries.add(key, counted);
      // A name that many share has no budget. It is looked up all the same, so that it takes as long as a wrong secret.
      if (isShared) return after(this.#options.store.refusedMs(subjects.key, this.#terms.key), () => undefined);
      return after(this.#strike(subjects.key), (keyMs) => this.#unlessKnown(keyMs, key, subjects.prefix));
    });
  }

  /** Each that refuses ends it: another try at the same moment has used up what was left. */
  #strikeEach([first, ...others]: readonly Subject[]): MaybePromise<number | undefined> {
    return first === undefined ? undefined : after(this.#strike(first), (waitMs) => waitMs ?? this.#strikeEach(others));
  }

  /** No more tries are under way than may fail: the panel tells their result when all of them are there. */
  #begin({ key }: Attempt, subjects: Subjects): MaybePromise<number | undefined> {
    const { store, underWay } = this.#options;
    const names = namesOf(subjects);
    const counted = [...bannable(subjects), subjects.key];
    const isKnown = store.isKnownHere(key, subjects.prefix);
    const failures = isKnown ? [] : counted.map((subject) => store.failures(subject));
    return afterAll(failures, (used) => {
      const isUsedUp = ({ kind }: Subject, at: number): boolean =>
        (used[at] ?? 0) + underWay.of(names[at] ?? '') >= this.#terms[kind].attempts;
      if (!isKnown && counted.some(isUsedUp)) return underWayMs;
      underWay.begin(names);
      return undefined;
    });
  }

  /** A key whose budget is used up is refused where it was not used with success lately. */
  #unlessKnown(keyMs: number | undefined, key: string, prefix: string): MaybePromise<number | undefined> {
    if (keyMs === undefined) return undefined;
    return after(this.#options.store.isKnown(key, prefix), (isKnown) => (isKnown ? undefined : keyMs));
  }

  /** A success resets the pair, and nothing else: whoever has a key of his own gets no more guesses at another. */
  #succeed({ key, isGuessable }: Attempt, { pair, prefix }: Subjects): undefined {
    const { store } = this.#options;
    // All API keys have one name: the success of one says nothing about another.
    if (isGuessable) store.forget(pair);
    store.know(key, prefix);
  }

  #strike(subject: Subject): MaybePromise<number | undefined> {
    return this.#options.store.strike(subject, this.#terms[subject.kind]);
  }

  #subjectsOf({ address, key, isGuessable, isShared }: Attempt): Subjects {
    const { ipv6Prefix } = this.#options;
    const prefix = prefixOf(address, ipv6Prefix);
    const isInvented = !isGuessable && !isShared;
    return {
      prefix,
      pair: { kind: isInvented ? 'unknown_pair' : 'pair', text: `${key} ${prefix}` },
      address: { kind: 'address', text: prefix },
      network: networkOf(address, ipv6Prefix),
      key: { kind: isInvented ? 'unknown_key' : 'key', text: key },
    };
  }
}

/** After this a try that is under way has often ended. */
const underWayMs = 1000;

function namesOf(subjects: Subjects): readonly string[] {
  return [...bannable(subjects), subjects.key].map(nameOf);
}

function bannable({ pair, address, network }: Subjects): readonly Subject[] {
  return network === undefined ? [pair, address] : [pair, address, network];
}

function networkOf(address: Address, ipv6Prefix: number): NamedSubject | undefined {
  if (address.family === 4 || ipv6Prefix <= networkBits) return undefined;
  return { kind: 'network', text: prefixOf(address, networkBits) };
}

function termsOf({ pair, address, key, banMs, maxBanMs }: FailurePolicy): Readonly<Record<Subject['kind'], Terms>> {
  const ban = { firstMs: banMs, maxMs: maxBanMs };
  return {
    pair: { ...pair, ban },
    unknown_pair: { ...pair, ban },
    address: { ...address, ban },
    network: { ...address, attempts: address.attempts * networkFactor, ban },
    key: { ...key, ban: undefined },
    unknown_key: { ...key, ban: undefined },
  };
}

function longest(waitsMs: readonly (number | undefined)[]): number | undefined {
  return waitsMs.reduce((most, waitMs) => (waitMs !== undefined && waitMs > (most ?? 0) ? waitMs : most), undefined);
}
