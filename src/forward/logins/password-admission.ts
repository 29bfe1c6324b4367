import type { Denial } from '../../domain/call/denial.ts';
import type { PanelCall } from '../../domain/gateway/panel-client.ts';
import type { Judged } from '../exchange/judge-exchange.ts';
import type { ReservedResult } from '../../domain/ledger/ledger.ts';
import { after, type MaybePromise } from '../../domain/maybe-promise.ts';
import type { Admission, Admittance, Confirmation, LoginEnded } from './admission.ts';
import { reservedResult } from './reserved-result.ts';
import type { PasswordShare } from '../../domain/ledger/panel-budget.ts';
import type { PasswordLogins, PasswordAttempt } from './password-logins.ts';
import { credentialVerdictOf } from './credential-verdict.ts';
import { stateUnavailable } from './state-unavailable.ts';

interface PasswordAdmissionParts {
  readonly digest: string;
  readonly logins: PasswordLogins;
  readonly panelCall: PanelCall;
  readonly told: LoginEnded;
  /** Concludes the reservation of the call. Never throws. */
  readonly conclude: (panelCall: PanelCall, result: ReservedResult) => void;
}

/** A call with the root user's password. */
export class PasswordAdmission implements Admission, PasswordAttempt {
  readonly digest: string;
  readonly isFromKnown: boolean;
  readonly #logins: PasswordLogins;
  readonly #panelCall: PanelCall;
  readonly #told: LoginEnded;
  readonly #conclude: PasswordAdmissionParts['conclude'];
  beganAtMs = 0;
  share: PasswordShare | undefined;

  constructor({ digest, logins, panelCall, told, conclude }: PasswordAdmissionParts) {
    this.digest = digest;
    this.isFromKnown = panelCall.reservation?.isFromKnown ?? false;
    this.#logins = logins;
    this.#panelCall = panelCall;
    this.#told = told;
    this.#conclude = conclude;
  }

  judge(): Admittance {
    return this.#logins.judge(this);
  }

  begin(): void {
    this.#logins.begin(this);
  }

  /** A password that the panel accepted lately takes no share. */
  confirm(): MaybePromise<Confirmation> {
    const { reservation } = this.#panelCall;
    if (this.share === undefined || reservation === undefined) return 'go';
    return after(reservation.reserveAtPanel(), (reserved) => confirmations[reserved]);
  }

  takenBack(): void {
    this.#logins.ended(this, 'nothing');
  }

  /** Once it has begun, its share is reserved for it. */
  isHeld(): boolean {
    return false;
  }

  denial(): Denial {
    return this.#logins.wasRefused(this) ? { reason: 'credential_invalid', deprecated: true } : stateUnavailable;
  }

  ended(judged: Judged | undefined): void {
    const { call, user } = this.#panelCall;
    const said = credentialVerdictOf(judged, call, user);
    this.#logins.ended(this, said);
    this.#conclude(this.#panelCall, reservedResult(judged, call));
    this.#told(said, call, judged);
  }
}

const confirmations = { reserved: 'go', 'in-flight': 'wait', 'used-up': 'never', away: 'away' } as const;
