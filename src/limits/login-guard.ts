import { type Address, prefixOf } from '../domain/address.ts';
import type { AddressSet } from '../domain/address-set.ts';
import type { Attempt, LoginResult, Logins } from '../domain/logins.ts';
import { after, afterAll, type MaybePromise } from '../domain/maybe-promise.ts';
import type { FailurePolicy } from '../domain/policy.ts';
import type { FailureStore, Subject, Terms } from './failure-store.ts';

export interface LoginGuardOptions {
  readonly policy: FailurePolicy;
  /** Bits of an IPv6 address that count as one client. */
  readonly ipv6Prefix: number;
  readonly neverBan: AddressSet;
  readonly store: FailureStore;
}

/** Whoever has a /48 has 65,536 networks of 64 bits. */
const networkBits = 48;
const networkFactor = 4;

interface Subjects {
  readonly prefix: string;
  readonly pair: Subject;
  readonly address: Subject;
  /** Undefined where the prefix is as wide. */
  readonly network: Subject | undefined;
  readonly key: Subject;
}

/**
 * Three budgets for failed logins: of a key from a prefix, of a prefix, and of a key from everywhere. The first two end in bans. When the third
 * is used up, only prefixes from which the key was used with success lately may go on with it: nobody can guess on, and nobody can lock its
 * owner out.
 *
 * A secret is judged first and counted then, in one step of the store: where the budget is used up, the answer is the same for a right and
 * for a wrong one, so that no more guesses are ever answered than the budget has.
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

  judge(attempt: Attempt, result: LoginResult): MaybePromise<number | undefined> {
    const subjects = this.#subjectsOf(attempt);
    const isExempt = this.#options.neverBan.has(attempt.address);
    if (result === 'failed') return isExempt ? this.#failExempt(attempt, subjects) : this.#fail(attempt, subjects);
    const isKnownHere = this.#options.store.isKnownHere(attempt.key, subjects.prefix);
    const waitMs = isExempt ? undefined : this.#refusedMs(attempt, subjects, isKnownHere);
    return result === 'unproven' ? waitMs : after(waitMs, (ms) => (ms === undefined ? this.#succeed(attempt, subjects) : ms));
  }

  /** What is counted for an address and a key, for whoever looks into it. */
  subjectsOf(address: Address): readonly Subject[] {
    const { ipv6Prefix } = this.#options;
    const network = networkOf(address, ipv6Prefix);
    return [{ kind: 'address', text: prefixOf(address, ipv6Prefix) } as const, ...(network === undefined ? [] : [network])];
  }

  termsFor({ kind }: Subject): Terms {
    return this.#terms[kind];
  }

  /** First the pair: a client with a wrong secret is banned with it before it costs its address anything more. Each that refuses ends it. */
  #fail({ key, isGuessable }: Attempt, subjects: Subjects): MaybePromise<number | undefined> {
    return after(this.#strikeEach(bannable(subjects)), (waitMs) => {
      if (waitMs !== undefined) return waitMs;
      // A key that nobody has is looked up all the same, so that an unknown key takes as long as a wrong secret.
      if (!isGuessable) return after(this.#options.store.refusedMs(subjects.key, this.#terms.key), () => undefined);
      return after(this.#strike(subjects.key), (keyMs) => this.#unlessKnown(keyMs, key, subjects.prefix));
    });
  }

  #strikeEach([first, ...others]: readonly Subject[]): MaybePromise<number | undefined> {
    return first === undefined ? undefined : after(this.#strike(first), (waitMs) => waitMs ?? this.#strikeEach(others));
  }

  /** What fails at an address that is never banned still counts against the key. */
  #failExempt({ isGuessable }: Attempt, { key }: Subjects): MaybePromise<undefined> {
    return isGuessable ? after(this.#strike(key), () => undefined) : undefined;
  }

  /** For a prefix that is known here this gateway's own view of the bans will do; any other is asked for in the store. */
  #refusedMs({ key }: Attempt, subjects: Subjects, isKnownHere: boolean): MaybePromise<number | undefined> {
    const { store } = this.#options;
    if (isKnownHere) return longest(bannable(subjects).map((subject) => store.bannedMs(subject)));
    const waits = bannable(subjects).map((subject) => store.refusedMs(subject, this.#terms[subject.kind]));
    return afterAll(waits, (waitsMs) => {
      const waitMs = longest(waitsMs);
      if (waitMs !== undefined) return waitMs;
      return after(store.refusedMs(subjects.key, this.#terms.key), (keyMs) => this.#unlessKnown(keyMs, key, subjects.prefix));
    });
  }

  /** A key whose budget is used up is refused where it was not used with success lately. */
  #unlessKnown(keyMs: number | undefined, key: string, prefix: string): MaybePromise<number | undefined> {
    if (keyMs === undefined) return undefined;
    return after(this.#options.store.isKnown(key, prefix), (isKnown) => (isKnown ? undefined : keyMs));
  }

  /** A success resets the pair, and nothing else: whoever has a key of his own gets no more guesses at another. */
  #succeed({ key }: Attempt, { pair, prefix }: Subjects): undefined {
    const { store } = this.#options;
    store.forget(pair);
    store.know(key, prefix);
  }

  #strike(subject: Subject): MaybePromise<number | undefined> {
    return this.#options.store.strike(subject, this.#terms[subject.kind]);
  }

  #subjectsOf({ address, key }: Attempt): Subjects {
    const { ipv6Prefix } = this.#options;
    const prefix = prefixOf(address, ipv6Prefix);
    return {
      prefix,
      pair: { kind: 'pair', text: `${key} ${prefix}` },
      address: { kind: 'address', text: prefix },
      network: networkOf(address, ipv6Prefix),
      key: { kind: 'key', text: key },
    };
  }
}

function bannable({ pair, address, network }: Subjects): readonly Subject[] {
  return network === undefined ? [pair, address] : [pair, address, network];
}

function networkOf(address: Address, ipv6Prefix: number): Subject | undefined {
  if (address.family === 4 || ipv6Prefix <= networkBits) return undefined;
  return { kind: 'network', text: prefixOf(address, networkBits) };
}

function termsOf({ pair, address, key, banMs, maxBanMs }: FailurePolicy): Readonly<Record<Subject['kind'], Terms>> {
  const ban = { firstMs: banMs, maxMs: maxBanMs };
  return {
    pair: { ...pair, ban },
    address: { ...address, ban },
    network: { ...address, attempts: address.attempts * networkFactor, ban },
    key: { ...key, ban: undefined },
  };
}

function longest(waitsMs: readonly (number | undefined)[]): number | undefined {
  return waitsMs.reduce((most, waitMs) => (waitMs !== undefined && waitMs > (most ?? 0) ? waitMs : most), undefined);
}
