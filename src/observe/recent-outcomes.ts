import type { Clock } from '../domain/clock.ts';
import type { Observer, Outcome } from '../domain/gateway/observer.ts';
import type { OutcomeCounts, OutcomeName } from '../domain/gateway/gateway-status.ts';

const slotMs = 5000;
const slots = 3_600_000 / slotMs;

/** How many requests had which outcome of late. A request costs an increment; a slot is emptied when its time comes again. */
export class RecentOutcomes implements Observer {
  readonly #clock: Clock;
  readonly #counts: Readonly<Record<OutcomeName, Float64Array>> = {
    permitted: new Float64Array(slots),
    reported: new Float64Array(slots),
    refused: new Float64Array(slots),
  };
  /** Which span of time each slot counts now, in slots since the clock's beginning. */
  readonly #times = new Float64Array(slots).fill(-1);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly ended = (outcome: Outcome): void => {
    const time = this.#now();
    const slot = time % slots;
    if (this.#times[slot] !== time) {
      this.#times[slot] = time;
      for (const counts of Object.values(this.#counts)) counts[slot] = 0;
    }
    const counts = this.#counts[nameOf(outcome)];
    counts[slot] = (counts[slot] ?? 0) + 1;
  };

  /** @param spanMs up to an hour; what is older by less than five seconds may be among them */
  within(spanMs: number): OutcomeCounts {
    const first = this.#now() - Math.ceil(spanMs / slotMs);
    const total = { permitted: 0, reported: 0, refused: 0 };
    for (const [slot, time] of this.#times.entries()) {
      if (time <= first || time < 0) continue;
      for (const name of outcomeNames) total[name] += this.#counts[name][slot] ?? 0;
    }
    return total;
  }

  #now(): number {
    return Math.floor(this.#clock.monotonicMs() / slotMs);
  }
}

const outcomeNames: readonly OutcomeName[] = ['permitted', 'reported', 'refused'];

/** As the metric of decisions names it. */
function nameOf({ result, wouldRefuse }: Outcome): OutcomeName {
  if (result.kind === 'refused') return 'refused';
  return wouldRefuse === undefined || wouldRefuse.length === 0 ? 'permitted' : 'reported';
}
