import type { Guard } from '../domain/guard.ts';
import type {
  Charge,
  Entry,
  Ledger,
  LedgerRefusal,
  LimitStatus,
  LoginAttempt,
  Reservation,
  Settlement,
} from '../domain/ledger.ts';
import type { Taken } from '../domain/limiter.ts';
import { after, type MaybePromise } from '../domain/maybe-promise.ts';
import type { MemoryLimiter } from './memory-limiter.ts';

export interface GuardLedgerParts {
  /** What one decision counts with. */
  readonly begin: () => Guard;
  /** What this process knows of the limits. */
  readonly local: MemoryLimiter;
}

/** Settles with a limiter and the logins, one question after the other. */
export function createGuardLedger({ begin, local }: GuardLedgerParts): Ledger {
  return {
    settle: (entry) => new Settling(entry, begin).run(),
    refusedHere: ({ address, addressCharge }) => {
      const bannedMs = begin().logins.bannedMs(address);
      if (bannedMs !== undefined) return { kind: 'login', retryAfterMs: bannedMs };
      const { limit, rate } = addressCharge;
      const { left, resetMs } = local.look(limit, addressCharge);
      if (left > 0) return undefined;
      local.tally.note(limit, rate.calls, { granted: false, left });
      return { kind: 'limit', limit, retryAfterMs: resetMs };
    },
    statusHere: (charge) => statusOf(charge, local.look(charge.limit, charge)),
  };
}

type Refusal = MaybePromise<LedgerRefusal | undefined>;

interface Granted {
  readonly charge: Charge;
  readonly taken: Taken;
}

/** One entry while it is settled. */
class Settling {
  readonly #entry: Entry;
  readonly #begin: () => Guard;
  readonly #guard: Guard;
  readonly #statuses: LimitStatus[] = [];
  readonly #granted: Granted[] = [];

  constructor(entry: Entry, begin: () => Guard) {
    this.#entry = entry;
    this.#begin = begin;
    this.#guard = begin();
  }

  run(): MaybePromise<Settlement> {
    const { attempt } = this.#entry;
    return after(this.#throughGates(attempt), (refusal) => {
      if (refusal !== undefined) return this.#end(refusal);
      return after(this.#charge(0), (beyond) =>
        beyond !== undefined || attempt?.result !== 'unproven' ? this.#end(beyond) : this.#reserve(attempt),
      );
    });
  }

  #throughGates(attempt: LoginAttempt | undefined): Refusal {
    const { addressCharge } = this.#entry;
    return after(this.#take(addressCharge), (refusal) => {
      const isKnown = (): boolean => attempt !== undefined && this.#guard.logins.isKnown(attempt);
      if (refusal !== undefined && !isKnown()) return refusal;
      return attempt === undefined ? undefined : this.#judge(attempt);
    });
  }

  #judge(attempt: LoginAttempt): Refusal {
    const { logins } = this.#guard;
    const result = attempt.result === 'unproven' ? 'undecided' : attempt.result;
    return after(logins.judge(attempt, result), (retryAfterMs) => {
      if (retryAfterMs !== undefined) return { kind: 'login', retryAfterMs };
      return result === 'proven' ? after(this.#refundAll(), () => undefined) : undefined;
    });
  }

  /** All of them or none. */
  #charge(at: number): Refusal {
    const charge = this.#entry.charges[at];
    if (charge === undefined) return undefined;
    const kept = this.#granted.length - at;
    return after(this.#take(charge), (refusal) => {
      if (refusal === undefined) return this.#charge(at + 1);
      return after(this.#refund(this.#granted.splice(kept)), () => refusal);
    });
  }

  #reserve(attempt: LoginAttempt): MaybePromise<Settlement> {
    const { logins } = this.#guard;
    return after(logins.judge(attempt, 'unproven'), (retryAfterMs) => {
      if (retryAfterMs === undefined) return this.#end(undefined, this.#reservation(attempt));
      const charges = this.#granted.splice(this.#granted.length - this.#entry.charges.length);
      return after(this.#refund(charges), () => this.#end({ kind: 'login', retryAfterMs }));
    });
  }

  #reservation(attempt: LoginAttempt): Reservation {
    const begin = this.#begin;
    return {
      isFromKnown: this.#guard.logins.isKnown(attempt),
      // With counters of its own: those of this decision have had their time when the panel answers.
      conclude: (result) => begin().logins.ended(attempt, result === 'failed' || result === 'proven' ? result : undefined),
    };
  }

  #take(charge: Charge): Refusal {
    const { limit } = charge;
    return after(this.#guard.limiter.take(limit, charge), (taken) => {
      this.#statuses.push(statusOf(charge, taken));
      if (!taken.granted) return { kind: 'limit', limit, retryAfterMs: taken.resetMs };
      this.#granted.push({ charge, taken });
      return undefined;
    });
  }

  /** The address's charge, of a key that has proven right. */
  #refundAll(): MaybePromise<void> {
    this.#statuses.length = 0;
    return this.#refund(this.#granted.splice(0));
  }

  #refund([first, ...others]: readonly Granted[]): MaybePromise<void> {
    if (first === undefined) return undefined;
    const { charge, taken } = first;
    return after(this.#guard.limiter.giveBack(charge.limit, charge, taken), () => this.#refund(others));
  }

  #end(refusal: LedgerRefusal | undefined, reservation?: Reservation): Settlement {
    return { refusal, statuses: this.#statuses, reservation };
  }
}

function statusOf({ limit, rate }: Charge, { left, resetMs }: Pick<Taken, 'left' | 'resetMs'>): LimitStatus {
  return { limit, rate, left, resetMs };
}
