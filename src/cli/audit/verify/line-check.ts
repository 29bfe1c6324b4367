import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type ChainKey,
  headWith,
  keyBytes,
  keyOfFirstLine,
  keyOfNextLine,
  keyOfNextRun,
  macOf,
} from '../../../observe/chain/chain-key.ts';
import type { Seal } from '../../../observe/chain/sealed-line.ts';

/** What is known of a run, as far as its lines have been read. */
export interface RunCheck {
  readonly run: number;
  /** What its keys come from; undefined: codes of this run cannot be checked. */
  readonly base: ChainKey | undefined;
  /** Keys of runs that were computed to get there. */
  readonly baseSteps: number;
  /** Number of the line that comes next. */
  next: number;
  /** Its key. */
  key: Buffer | undefined;
  lastMac: string;
  /** Of the last line; undefined where it cannot be known, because a line before is missing. */
  head: string | undefined;
  isStopped: boolean;
}

/** Keys that are computed for lines that come to nothing, over all: what is written into a log by somebody else must not keep this busy. */
const maxVainSteps = 5_000_000;
/** The same where the log begins, for lines of its first run that are in older files: some minutes. */
const maxStepsAtBeginning = 500_000_000;
/** So much further than known is no number of a run that is believed without being tried. */
const maxRuns = 1_000_000;

/** Checks the codes of lines. */
export class LineCheck {
  readonly #first: ChainKey | undefined;
  /** Of the highest run of which a line was found right. */
  #highest: ChainKey | undefined;
  readonly #maxVainSteps: number;
  #vainSteps = 0;
  #vainStepsAtBeginning = 0;

  /** @param key undefined: no code can be checked */
  constructor(key: ChainKey | undefined, most = maxVainSteps) {
    this.#maxVainSteps = most;
    this.#first = key;
    this.#highest = key;
  }

  /** For a run of which no line was read so far. */
  begin(run: number): RunCheck {
    const { base, steps: baseSteps } = this.#keyOf(run);
    const key = base === undefined ? undefined : keyOfFirstLine(base);
    return { run, base, baseSteps, next: 0, key, lastMac: '', head: '', isStopped: false };
  }

  /**
   * Takes the line into the run, where it is the next one, or a later one of it. False: it was not written by the gateway.
   *
   * @param isBeginning the log may begin with it, at any number
   */
  take(check: RunCheck, { seq, mac, text }: Seal, isBeginning: boolean): boolean {
    const steps = seq - check.next;
    let { key } = check;
    if (key !== undefined) {
      if (steps > this.#stepsLeft(isBeginning)) return false;
      for (let step = 0; step < steps; step += 1) key = keyOfNextLine(key);
      if (!isSame(macOf(key, text), mac)) {
        this.#wasInVain(steps + (check.next === 0 ? check.baseSteps : 0), isBeginning);
        return false;
      }
      check.key = keyOfNextLine(key);
      if (check.base !== undefined && this.#highest !== undefined && check.run > this.#highest.run) this.#highest = check.base;
    }
    check.head = steps === 0 && check.head !== undefined ? headWith(check.head, mac) : undefined;
    check.next = seq + 1;
    check.lastMac = mac;
    return true;
  }

  #stepsLeft(isBeginning: boolean): number {
    return isBeginning ? maxStepsAtBeginning - this.#vainStepsAtBeginning : this.#maxVainSteps - this.#vainSteps;
  }

  #wasInVain(steps: number, isBeginning: boolean): void {
    if (isBeginning) this.#vainStepsAtBeginning += steps;
    else this.#vainSteps += steps;
  }

  #keyOf(run: number): { readonly base: ChainKey | undefined; readonly steps: number } {
    if (this.#first === undefined || this.#highest === undefined || run < this.#first.run) return { base: undefined, steps: 0 };
    let base = run < this.#highest.run ? this.#first : this.#highest;
    const steps = run - base.run;
    // Random: no line is right under it.
    if (steps > maxRuns || steps > this.#maxVainSteps - this.#vainSteps)
      return { base: { ...base, run, secret: randomBytes(keyBytes) }, steps: 0 };
    for (let step = 0; step < steps; step += 1) base = keyOfNextRun(base);
    return { base, steps };
  }
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
