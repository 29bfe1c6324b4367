import type { Call, KeyCredential } from '../../domain/call/call.ts';
import type { Clock } from '../../domain/clock.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { ReservedResult } from '../../domain/ledger/ledger.ts';
import type { Doubts } from '../../domain/panel/doubts.ts';
import type { Log } from '../../domain/log.ts';
import type { PanelCall } from '../../domain/gateway/panel-client.ts';
import type { PanelState } from '../../domain/panel/panel-state.ts';
import type { Admission, LoginEnded } from './admission.ts';
import { KeyAdmission } from './key-admission.ts';
import { KeyLogins } from './key-logins.ts';
import { OwnLogins } from './own-logins.ts';
import { PasswordAdmission } from './password-admission.ts';
import { PasswordLogins } from './password-logins.ts';
import type { Risk } from './risk.ts';

export interface PanelLoginsOptions {
  readonly panel: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The panel has refused a call of a client that the gateway had allowed: its state is to be read at once. */
  readonly disagreed: (accessKey: string | undefined) => void;
  /** Calls that wait are to be judged again. */
  readonly changed: () => void;
}

/**
 * Logins of the gateway at one panel. The panel bans an address after five that it refused within ten minutes, and behind a gateway that address
 * is the gateway's: so a call is sent only while its refusal would not reach that number.
 */
export class PanelLogins implements Doubts {
  readonly #options: PanelLoginsOptions;
  readonly #keys: KeyLogins;
  readonly #passwords: PasswordLogins;
  readonly #own: OwnLogins;
  #disagreements = 0;

  constructor(options: PanelLoginsOptions) {
    const risk: Risk = {
      refused: () => this.#keys.refused + this.#passwords.refused + this.#own.refused,
      // As long as the panel refuses no key, keys that it has not seen yet are not counted as a risk.
      undecided: () => (this.#keys.refused > 0 ? this.#keys.undecided : 0) + this.#passwords.undecided + this.#own.undecided,
    };
    this.#options = options;
    this.#keys = new KeyLogins(options.clock, risk);
    this.#passwords = new PasswordLogins(options.clock, risk);
    this.#own = new OwnLogins(options.clock);
  }

  /** Calls of clients that the gateway allowed and the panel's API refused. */
  get disagreements(): number {
    return this.#disagreements;
  }

  areHeldAgainst(credential: KeyCredential, { readAtMs }: PanelState): boolean {
    return this.#keys.isHeld(nameOf(credential), readAtMs);
  }

  admissionOf(panelCall: PanelCall): Admission {
    const { credential } = panelCall.call;
    const told = this.#ended;
    if (credential.kind !== 'password') return new KeyAdmission({ key: nameOf(credential), logins: this.#keys, panelCall, told });
    const digest = this.#passwords.digestOf(credential);
    const conclude = this.conclude.bind(this);
    return new PasswordAdmission({ digest, logins: this.#passwords, panelCall, told, conclude });
  }

  /** Tells the ledger what became of a call that it has reserved; only the first result counts. Never throws. */
  conclude({ reservation, requestId }: PanelCall, result: ReservedResult): void {
    const tell = (error: unknown): void =>
      this.#options.log.error('a login could not be counted', { requestId, error: errorText(error) });
    try {
      const concluding = reservation?.conclude(result);
      if (concluding instanceof Promise) concluding.catch(tell);
    } catch (error) {
      tell(error);
    }
  }

  /** Of a call of the gateway's own. */
  ownAdmissionOf(call: Call): Admission {
    return this.#own.admissionOf(call);
  }

  readonly #ended: LoginEnded = (said, { credential }, judged) => {
    const { panel, log, disagreed, changed } = this.#options;
    // A possible refusal shrinks the budget: some of the waiting calls may not be sent any more.
    if (said === 'unknown') changed();
    if (said !== 'refused') return;
    this.#disagreements += 1;
    const exitCode = judged?.kind === 'answer' ? judged.answer.exitCode : undefined;
    log.warn('the panel refused what the gateway had allowed', { panel, credential: credential.kind, exitCode });
    changed();
    disagreed(credential.kind === 'access-key' ? credential.id : undefined);
  };
}

function nameOf(credential: KeyCredential): string {
  return credential.kind === 'access-key' ? credential.id : credential.key.digest().toString('hex');
}
