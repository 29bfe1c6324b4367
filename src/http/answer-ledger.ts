import type { Address } from '../domain/address.ts';
import type { Clock } from '../domain/clock.ts';
import type { PartReading } from '../domain/status-part.ts';
import type { Holding } from './holding.ts';
import { MemoryLedger, type MemoryLedgerOptions } from './memory-ledger.ts';

/** Of an answer that its client is to take. */
export interface HeldAnswer {
  readonly address: Address | undefined;
  readonly bytes: number;
  /** Ends the connection: the client gets no more of its answer. */
  readonly cut: () => void;
}

/** A reader has to take so many bytes, or the rest, within this time. */
const leastBytes = 64 * 1024;
const withinMs = 30_000;
const lookEveryMs = 1000;

type CutCause = 'slow' | 'full';

/**
 * The memory of answers that wait for their clients to take them. Clients that take less than 64 KiB in 30 s are cut, and where all answers
 * together would be more than `totalBytes`, somebody gives way.
 */
export class AnswerLedger {
  readonly #clock: Clock;
  readonly #memory: MemoryLedger;
  readonly #totalBytes: number;
  readonly #waiting = new Map<Holding, Pace>();
  readonly #cuts: Record<CutCause, number> = { slow: 0, full: 0 };
  #timer: NodeJS.Timeout | undefined;
  #lookedAtMs = 0;

  readonly readings: readonly PartReading[] = [
    {
      type: 'gauge',
      name: 'hearthgate_answer_bytes',
      help: 'Bytes of answers that wait for their clients to take them.',
      labels: [],
      read: () => [{ labels: {}, value: this.heldBytes }],
    },
    {
      type: 'counter',
      name: 'hearthgate_answers_cut_total',
      help: 'Answers that their clients did not get in whole, by the cause.',
      labels: ['cause'],
      read: () => Object.entries(this.#cuts).map(([cause, value]) => ({ labels: { cause }, value })),
    },
  ];

  constructor(options: Omit<MemoryLedgerOptions, 'isShareHard'>) {
    this.#clock = options.clock;
    this.#totalBytes = options.totalBytes;
    this.#memory = new MemoryLedger({ ...options, isShareHard: false });
  }

  get heldBytes(): number {
    return this.#memory.heldBytes;
  }

  /** What waits is to be told of each piece that its client has taken, and to be released at its end. Undefined: it was cut at once. */
  hold({ address, bytes, cut }: HeldAnswer): Holding | undefined {
    const end = (cause: CutCause): void => {
      this.#cuts[cause] += 1;
      cut();
    };
    const holding = this.#memory.hold(address, () => {
      this.release(holding);
      end('full');
    });
    // There is room for one as large as may be, but not for what it holds besides.
    if (!holding.take(Math.min(bytes, this.#totalBytes))) {
      this.release(holding);
      end('full');
      return undefined;
    }
    this.#waiting.set(holding, { atMs: this.#clock.monotonicMs(), movedBytes: 0, end: () => end('slow') });
    this.#watch();
    return holding;
  }

  release(holding: Holding): void {
    holding.release();
    this.#waiting.delete(holding);
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Cuts readers that are too slow. A process that was stopped for a while itself does not hold that against them. */
  look(): void {
    const nowMs = this.#clock.monotonicMs();
    const missedMs = Math.max(0, nowMs - this.#lookedAtMs - 2 * lookEveryMs);
    this.#lookedAtMs = nowMs;
    for (const [holding, pace] of this.#waiting) {
      pace.atMs += missedMs;
      if (holding.movedBytes - pace.movedBytes >= leastBytes) {
        pace.movedBytes = holding.movedBytes;
        pace.atMs = nowMs;
      } else if (nowMs - pace.atMs >= withinMs) {
        this.release(holding);
        pace.end();
      }
    }
  }

  #watch(): void {
    if (this.#timer !== undefined) return;
    this.#lookedAtMs = this.#clock.monotonicMs();
    this.#timer = setInterval(() => this.look(), lookEveryMs);
    this.#timer.unref();
  }
}

/** When a client last had taken enough, and how much it had taken then. */
interface Pace {
  atMs: number;
  movedBytes: number;
  readonly end: () => void;
}
