import { createHash, type Hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type ChainKey, keyBytes, keyOfFirstLine, keyOfNextLine, keyOfNextRun, macOf } from '../../../observe/chain/chain-key.ts';
import type { Seal } from '../../../observe/chain/sealed-line.ts';

/** What is known of a run, as far as its lines have been read. */
export interface RunCheck {
  readonly run: number;
  /** Number of the first line that was read. */
  readonly from: number;
  /** Number of the line that comes next. */
  next: number;
  /** Its key; undefined: codes of this run cannot be checked. */
  key: Buffer | undefined;
  lastMac: string;
  /** Over the codes of all lines; undefined where one is missing. */
  codes: Hash | undefined;
  isStopped: boolean;
}

/** Keys that are computed for lines that come to nothing, over all: what is written into a log by somebody else must not keep this busy. */
const maxVainSteps = 5_000_000;
/** So much further than known is no number of a line that is believed without being tried. */
const maxRuns = 1_000_000;

/** Checks the codes of lines. */
export class LineCheck {
  readonly #base: ChainKey | undefined;
  /** Of the highest run so far. */
  #highest: ChainKey | undefined;
  #vainSteps = 0;

  /** @param key undefined: no code can be checked */
  constructor(key: ChainKey | undefined) {
    this.#base = key;
    this.#highest = key;
  }

  /** For a run of which no line was read so far, from this number on. */
  begin(run: number, from: number): RunCheck {
    const key = this.#runKey(run);
    const firstLine = key === undefined ? undefined : keyOfFirstLine(key);
    return { run, from, next: 0, key: firstLine, lastMac: '', codes: createHash('sha256'), isStopped: false };
  }

  /** Takes the line into the run, where it is the next one, or a later one of it. False: it was not written by the gateway. */
  take(check: RunCheck, { seq, mac, text }: Seal): boolean {
    const steps = seq - check.next;
    let { key } = check;
    if (key !== undefined) {
      if (steps > maxVainSteps - this.#vainSteps) return false;
      for (let step = 0; step < steps; step += 1) key = keyOfNextLine(key);
      if (!isSame(macOf(key, text), mac)) {
        this.#vainSteps += steps;
        return false;
      }
      check.key = keyOfNextLine(key);
    }
    check.codes = steps === 0 ? check.codes?.update(mac) : undefined;
    check.next = seq + 1;
    check.lastMac = mac;
    return true;
  }

  #runKey(run: number): ChainKey | undefined {
    if (this.#base === undefined || this.#highest === undefined || run < this.#base.run) return undefined;
    let key = run < this.#highest.run ? this.#base : this.#highest;
    const steps = run - key.run;
    // Random: no line is right under it.
    if (steps > maxRuns || steps > maxVainSteps - this.#vainSteps) return { ...key, run, secret: randomBytes(keyBytes) };
    for (let step = 0; step < steps; step += 1) key = keyOfNextRun(key);
    if (steps === 1) this.#highest = key;
    else this.#vainSteps += steps;
    return key;
  }
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
