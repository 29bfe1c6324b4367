import type { Clock } from '../../domain/clock.ts';
import type { Admittance } from './admission.ts';
import { NewestEntries } from './newest-entries.ts';
import { RecentTimes } from './recent-times.ts';
import { maxRefused, type Risk, undecidedMs, windowMs } from './risk.ts';
import type { CredentialVerdict } from './credential-verdict.ts';
import { AttemptsInFlight } from './attempts-in-flight.ts';

/** From this many refusals within the window on, a key needs a newer state that confirms it. */
const manyRefusals = 2;
const maxKeys = 10_000;
const renewMs = 60_000;

/** One call of a key: its name, and when it got its place. */
export interface KeyAttempt {
  readonly key: string;
  beganAtMs: number;
}

/**
 * Remembers which keys the panel refused although the gateway had allowed them, and which it accepted.
 *
 * A key that was refused waits for a state that was read after it. One that such a state confirmed, and that is refused again, waits for the
 * rest of the ten minutes. While there was a refusal within the window, calls of keys that the panel has not accepted since are in flight only as
 * many as it may still refuse.
 */
export class KeyLogins {
  readonly #clock: Clock;
  readonly #risk: Risk;
  readonly #refused = new NewestEntries<RecentTimes>(maxKeys);
  /** When the newest call began that was accepted. */
  readonly #accepted = new NewestEntries<number>(maxKeys);
  readonly #all: RecentTimes;
  readonly #inFlight = new AttemptsInFlight<KeyAttempt>();

  constructor(clock: Clock, risk: Risk) {
    this.#clock = clock;
    this.#risk = risk;
    this.#all = new RecentTimes(clock, { windowMs, max: maxRefused });
  }

  get refused(): number {
    return this.#all.count;
  }

  /** Calls in flight of keys that the panel has not accepted lately, as long as it may still refuse them. */
  get undecided(): number {
    if (this.#inFlight.all.length === 0) return 0;
    const youngMs = this.#clock.monotonicMs() - undecidedMs;
    let count = 0;
    for (const { key, beganAtMs } of this.#inFlight.all) if (beganAtMs > youngMs && !this.#isAccepted(key)) count += 1;
    return count;
  }

  /** @param stateReadAtMs of the state that allowed the key */
  isHeld(key: string, stateReadAtMs: number): boolean {
    if (this.#all.count === 0) return false;
    const own = this.#refused.get(key);
    if ((own?.count ?? 0) >= manyRefusals) return true;
    const last = this.#all.count >= manyRefusals ? this.#all.last : own?.last;
    return last !== undefined && stateReadAtMs <= last;
  }

  judge(key: string, stateReadAtMs: number): Admittance {
    if (this.isHeld(key, stateReadAtMs)) return 'never';
    if (this.#isAccepted(key)) return 'go';
    if (this.#all.count === 0) return this.undecided < maxRefused ? 'go' : 'wait';
    const undecided = this.#risk.undecided();
    if (this.#risk.refused() + undecided < maxRefused) return 'go';
    return undecided > 0 ? 'wait' : 'never';
  }

  begin(attempt: KeyAttempt): void {
    attempt.beganAtMs = this.#clock.monotonicMs();
    this.#inFlight.add(attempt);
  }

  ended(attempt: KeyAttempt, said: CredentialVerdict): void {
    const { key, beganAtMs } = attempt;
    this.#inFlight.remove(attempt);
    if (said === 'accepted') this.#accept(key, beganAtMs);
    if (said !== 'refused') return;
    const own = this.#refused.get(key) ?? new RecentTimes(this.#clock, { windowMs, max: manyRefusals });
    own.add();
    this.#refused.set(key, own);
    this.#all.add();
  }

  /** A key whose success is less than a minute old is not recorded again. */
  #accept(key: string, beganAtMs: number): void {
    const knownMs = this.#accepted.get(key);
    if (knownMs === undefined || beganAtMs - knownMs > renewMs || knownMs <= (this.#all.last ?? 0))
      this.#accepted.set(key, beganAtMs);
  }

  /** A refusal of any key shows that the panel has changed: earlier successes do not count any more. */
  #isAccepted(key: string): boolean {
    const acceptedAtMs = this.#accepted.get(key);
    if (acceptedAtMs === undefined || this.#clock.monotonicMs() - acceptedAtMs >= windowMs) return false;
    const last = this.#all.last;
    return last === undefined || acceptedAtMs > last;
  }
}
