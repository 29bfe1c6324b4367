import type { LimitKind, Taken } from './limiter.ts';
import type { Rate } from './policy.ts';

/** Where a limit stands for one client. */
export interface Standing {
  readonly limit: LimitKind;
  readonly rate: Rate;
  readonly taken: Pick<Taken, 'left' | 'resetMs'>;
}

interface Noted extends Standing {
  readonly taken: Taken;
}

/** What the limits have taken for one request, and where they stand. */
export class Standings {
  readonly #noted: Noted[] = [];

  note(limit: LimitKind, rate: Rate, taken: Taken): void {
    this.#noted.push({ limit, rate, taken });
  }

  /** Takes out what a limit has taken, to be given back; undefined where it has taken nothing. */
  remove(limit: LimitKind): Taken | undefined {
    const at = this.#noted.findIndex((noted) => noted.limit === limit);
    return at === -1 ? undefined : this.#noted.splice(at, 1)[0]?.taken;
  }

  /** The limit that is reached first, if calls go on; of several the one that was asked last, which is the one that refused. */
  closest(): Standing | undefined {
    let closest: Noted | undefined;
    for (const noted of this.#noted) if (closest === undefined || noted.taken.left <= closest.taken.left) closest = noted;
    return closest;
  }
}
