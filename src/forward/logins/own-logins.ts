import type { Call } from '../../domain/call/call.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Denial } from '../../domain/call/denial.ts';
import type { Judged } from '../exchange/judge-exchange.ts';
import type { Admission, Admittance } from './admission.ts';
import { RecentTimes } from './recent-times.ts';
import { maxRefused, windowMs } from './risk.ts';
import { credentialVerdictOf } from './credential-verdict.ts';
import { stateUnavailable } from './state-unavailable.ts';

/** The gateway uses its key on a schedule, and only the panel's next answer shows that it is right again. */
const maxOwnRefused = 2;

/** Logins of the gateway's own key, and with them the admission of each of its calls. They go one at a time. */
export class OwnLogins {
  readonly #times: RecentTimes;
  #inFlight = 0;

  constructor(clock: Clock) {
    this.#times = new RecentTimes(clock, { windowMs, max: maxRefused });
  }

  get refused(): number {
    return this.#times.count;
  }

  get undecided(): number {
    return this.#inFlight;
  }

  admissionOf(call: Call): Admission {
    const isHeld = (): boolean => this.#times.count >= maxOwnRefused;
    return {
      judge: (): Admittance => (isHeld() ? 'never' : 'go'),
      begin: () => {
        this.#inFlight += 1;
      },
      isHeld,
      denial: (): Denial => stateUnavailable,
      ended: (judged: Judged | undefined) => {
        this.#inFlight -= 1;
        if (credentialVerdictOf(judged, call, undefined) === 'refused') this.#times.add();
      },
    };
  }
}
