import type { Denial } from '../../domain/call/denial.ts';
import type { PanelCall } from '../../domain/gateway/panel-client.ts';
import type { Judged } from '../exchange/judge-exchange.ts';
import type { Admission, Admittance, LoginEnded } from './admission.ts';
import type { PasswordLogins, PasswordShare, PasswordTry } from './password-logins.ts';
import { saidOf } from './said-of.ts';
import { stateUnavailable } from './state-unavailable.ts';

interface PasswordAdmissionParts {
  readonly digest: string;
  readonly logins: PasswordLogins;
  readonly panelCall: PanelCall;
  readonly told: LoginEnded;
}

/** A call with the root user's password. */
export class PasswordAdmission implements Admission, PasswordTry {
  readonly digest: string;
  readonly isFromKnown: boolean;
  readonly #logins: PasswordLogins;
  readonly #panelCall: PanelCall;
  readonly #told: LoginEnded;
  beganAtMs = 0;
  share: PasswordShare | undefined;

  constructor({ digest, logins, panelCall, told }: PasswordAdmissionParts) {
    this.digest = digest;
    this.isFromKnown = panelCall.isFromKnown;
    this.#logins = logins;
    this.#panelCall = panelCall;
    this.#told = told;
  }

  judge(): Admittance {
    return this.#logins.judge(this);
  }

  begin(): void {
    this.#logins.begin(this);
  }

  /** Its share is its own once it has begun. */
  isHeld(): boolean {
    return false;
  }

  denial(): Denial {
    return this.#logins.wasRefused(this) ? { reason: 'credential_invalid', deprecated: true } : stateUnavailable;
  }

  ended(judged: Judged | undefined): void {
    const { call, user } = this.#panelCall;
    const said = saidOf(judged, call, user);
    this.#logins.ended(this, said);
    this.#told(said, call, judged);
  }
}
