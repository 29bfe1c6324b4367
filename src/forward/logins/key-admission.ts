import type { Denial } from '../../domain/call/denial.ts';
import type { PanelCall } from '../../domain/gateway/panel-client.ts';
import type { Judged } from '../exchange/judge-exchange.ts';
import type { Admission, Admittance, LoginEnded } from './admission.ts';
import type { KeyLogins, KeyAttempt } from './key-logins.ts';
import { credentialVerdictOf } from './credential-verdict.ts';
import { stateUnavailable } from './state-unavailable.ts';

interface KeyAdmissionParts {
  readonly key: string;
  readonly logins: KeyLogins;
  readonly panelCall: PanelCall;
  readonly told: LoginEnded;
}

/** A call with an access key or an API key. */
export class KeyAdmission implements Admission, KeyAttempt {
  readonly key: string;
  readonly #logins: KeyLogins;
  readonly #panelCall: PanelCall;
  readonly #told: LoginEnded;
  beganAtMs = 0;

  constructor({ key, logins, panelCall, told }: KeyAdmissionParts) {
    this.key = key;
    this.#logins = logins;
    this.#panelCall = panelCall;
    this.#told = told;
  }

  judge(): Admittance {
    return this.#logins.judge(this.key, this.#panelCall.stateReadAtMs);
  }

  begin(): void {
    this.#logins.begin(this);
  }

  isHeld(): boolean {
    return this.#logins.isHeld(this.key, this.#panelCall.stateReadAtMs);
  }

  denial(): Denial {
    return stateUnavailable;
  }

  ended(judged: Judged | undefined): void {
    const { call, user } = this.#panelCall;
    const said = credentialVerdictOf(judged, call, user);
    this.#logins.ended(this, said);
    this.#told(said, call, judged);
  }
}
