import { createHmac, randomBytes } from 'node:crypto';
import type { Credential } from '../../domain/call/call.ts';
import type { Clock } from '../../domain/clock.ts';
import { passwordsPerShare, type PasswordShare } from '../../domain/ledger/panel-budget.ts';
import type { Admittance } from './admission.ts';
import { NewestEntries } from './newest-entries.ts';
import { maxRefused, type Risk, undecidedMs, windowMs } from './risk.ts';
import type { CredentialVerdict } from './credential-verdict.ts';
import { AttemptsInFlight } from './attempts-in-flight.ts';

const maxAccepted = 1000;
/** Further ones make no difference. */
const maxWrong = 16;

/** One attempt of a password. */
export interface PasswordAttempt {
  readonly digest: string;
  /** One was right from this address lately. */
  readonly isFromKnown: boolean;
  beganAtMs: number;
  /** What it counts against; undefined: nothing, because the panel accepted this password lately. */
  share: PasswordShare | undefined;
}

interface Wrong {
  readonly share: PasswordShare;
  readonly atMs: number;
  /** Undefined where nobody knows what the panel said. */
  readonly digest: string | undefined;
}

/**
 * The panel's budget for passwords, which it alone can judge: each wrong one is a refused login of the gateway's there.
 *
 * This is this gateway's own part of it; `confirm` of each admission asks for that of all gateways.
 *
 * Of passwords that were wrong within ten minutes, or may be, there are never more than two, and two more for the addresses from which one was
 * right lately. One that the panel accepted within ten minutes, and has not refused since, takes no share: it is known by a keyed digest, the key
 * of which never leaves this process.
 */
export class PasswordLogins {
  readonly #clock: Clock;
  readonly #risk: Risk;
  readonly #digestKey = randomBytes(32);
  readonly #accepted = new NewestEntries<number>(maxAccepted);
  readonly #inFlight = new AttemptsInFlight<PasswordAttempt>();
  #wrong: readonly Wrong[] = [];

  constructor(clock: Clock, risk: Risk) {
    this.#clock = clock;
    this.#risk = risk;
  }

  get refused(): number {
    return this.#wrongNow().length;
  }

  /** Attempts in flight that have a share. */
  get undecided(): number {
    let count = 0;
    for (const { share } of this.#inFlight.all) if (share !== undefined) count += 1;
    return count;
  }

  digestOf({ user, password }: Extract<Credential, { readonly kind: 'password' }>): string {
    return createHmac('sha256', this.#digestKey).update(`${user}\0${password.reveal()}`, 'latin1').digest('base64');
  }

  judge(attempt: PasswordAttempt): Admittance {
    const free = maxRefused - this.#risk.refused() - this.#risk.undecided();
    if (this.#isAccepted(attempt)) return this.#youngWithoutShare() < Math.max(1, free) ? 'go' : 'wait';
    if (this.#shareFor(attempt) !== undefined && free > 0) return 'go';
    return this.#risk.undecided() > 0 ? 'wait' : 'never';
  }

  /** The panel has said that it is wrong. */
  wasRefused({ digest }: PasswordAttempt): boolean {
    return this.#wrongNow().some((wrong) => wrong.digest === digest);
  }

  begin(attempt: PasswordAttempt): void {
    attempt.beganAtMs = this.#clock.monotonicMs();
    attempt.share = this.#isAccepted(attempt) ? undefined : (this.#shareFor(attempt) ?? 'anyone');
    this.#inFlight.add(attempt);
  }

  ended(attempt: PasswordAttempt, said: CredentialVerdict): void {
    const { digest, isFromKnown } = attempt;
    this.#inFlight.remove(attempt);
    if (said === 'nothing') return;
    if (said === 'accepted') return this.#accept(attempt);
    if (said === 'refused') this.#accepted.delete(digest);
    // An unknown result of a password that was right lately is not counted as wrong.
    else if (attempt.share === undefined) return;
    const share = attempt.share ?? (isFromKnown ? 'known' : 'anyone');
    const known = said === 'refused' ? digest : undefined;
    this.#wrong = [...this.#wrongNow(), { share, atMs: this.#clock.monotonicMs(), digest: known }].slice(-maxWrong);
  }

  /** A long command was accepted when it began: a refusal that came since is more recent, and counts. */
  #accept({ digest, beganAtMs }: PasswordAttempt): void {
    const refusal = this.#wrong.findLast((wrong) => wrong.digest === digest);
    if (refusal === undefined || refusal.atMs < beganAtMs) this.#accepted.set(digest, this.#clock.monotonicMs());
  }

  #isAccepted({ digest }: PasswordAttempt): boolean {
    const acceptedAtMs = this.#accepted.get(digest);
    return acceptedAtMs !== undefined && this.#clock.monotonicMs() - acceptedAtMs < windowMs;
  }

  #shareFor({ isFromKnown }: PasswordAttempt): PasswordShare | undefined {
    if (isFromKnown && this.#usedOf('known') < passwordsPerShare) return 'known';
    return this.#usedOf('anyone') < passwordsPerShare ? 'anyone' : undefined;
  }

  #usedOf(wanted: PasswordShare): number {
    let used = 0;
    for (const { share } of this.#inFlight.all) if (share === wanted) used += 1;
    for (const { share } of this.#wrongNow()) if (share === wanted) used += 1;
    return used;
  }

  #youngWithoutShare(): number {
    const youngMs = this.#clock.monotonicMs() - undecidedMs;
    let count = 0;
    for (const { share, beganAtMs } of this.#inFlight.all) if (share === undefined && beganAtMs > youngMs) count += 1;
    return count;
  }

  #wrongNow(): readonly Wrong[] {
    if (this.#wrong.length === 0) return this.#wrong;
    const sinceMs = this.#clock.monotonicMs() - windowMs;
    if ((this.#wrong[0]?.atMs ?? 0) <= sinceMs) this.#wrong = this.#wrong.filter(({ atMs }) => atMs > sinceMs);
    return this.#wrong;
  }
}
