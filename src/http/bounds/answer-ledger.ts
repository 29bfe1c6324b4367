import type { Address } from '../../domain/address/address.ts';
import type { Clock } from '../../domain/clock.ts';
import type { PartReading } from '../../domain/status-part.ts';
import type { Holding } from './holding.ts';
import { MemoryLedger, type MemoryLedgerOptions } from './memory-ledger.ts';
import type { UnsentBytes } from './unsent-bytes.ts';

export interface AnswerLedgerOptions extends Omit<MemoryLedgerOptions, 'isShareHard'> {
  /** Without it only what the system takes shows that a client reads. */
  readonly readUnsent?: (wanted: ReadonlySet<string>) => Promise<UnsentBytes | undefined>;
}

/** Of an answer that its client is to take. */
export interface HeldAnswer {
  readonly address: Address | undefined;
  readonly bytes: number;
  /** Its connection in what the system tells of unsent bytes; undefined: it tells nothing of this one. */
  readonly unsentKey: () => string | undefined;
  /** Ends the connection: the client gets no more of its answer. */
  readonly cut: () => void;
}

/** Bytes, or the rest, that a reader has to take within this time. */
const leastBytes = 64 * 1024;
const withinMs = 30_000;
const lookEveryMs = 1000;
/**
 * What a client is known to have taken lets it be quiet for longer, at the same rate, but no longer than this. TCP tells that a client has read
 * only when a sixteenth of its receive buffer is free: a client with a buffer of 6 MiB that reads at the least rate is quiet for 3 min.
 */
const maxCreditMs = 180_000;
/** After this time without progress of a reader the system is asked how much it still holds for it. */
const askAfterMs = 2000;
/** It is asked again when they would be cut within this time. */
const askBeforeMs = 6000;
/** From one question to the next; the more time the last one took, the longer, so that asking takes a twentieth of the time. */
const askEveryMs = { least: 2000, most: 5000, perTookMs: 20 };

type CutCause = 'slow' | 'full';

/**
 * The memory of answers that wait for their clients to take them. Clients that take less than 64 KiB in 30 s are cut, those that had
 * taken more before a while later, and where all answers
 * together would be more than `totalBytes`, somebody gives way.
 */
export class AnswerLedger {
  readonly #clock: Clock;
  readonly #memory: MemoryLedger;
  readonly #bounds: AnswerLedgerOptions['bounds'];
  readonly #readUnsent: AnswerLedgerOptions['readUnsent'];
  readonly #waiting = new Map<Holding, Pace>();
  readonly #cuts: Record<CutCause, number> = { slow: 0, full: 0 };
  #timer: NodeJS.Timeout | undefined;
  #lookedAtMs = 0;
  #isAsking = false;
  #askAgainAtMs = 0;

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

  constructor(options: AnswerLedgerOptions) {
    this.#readUnsent = options.readUnsent;
    this.#clock = options.clock;
    this.#bounds = options.bounds;
    this.#memory = new MemoryLedger({ ...options, isShareHard: false });
  }

  get heldBytes(): number {
    return this.#memory.heldBytes;
  }

  /** What waits is to be told of each piece that its client has taken, and to be released at its end. Undefined: it was cut at once. */
  hold({ address, bytes, unsentKey, cut }: HeldAnswer): Holding | undefined {
    const end = (cause: CutCause): void => {
      this.#cuts[cause] += 1;
      cut();
    };
    const holding = this.#memory.hold(address, () => {
      this.release(holding);
      end('full');
    });
    // A share holds one as large as may be, but not what it holds besides.
    if (!holding.take(Math.min(bytes, this.#bounds().clientBytes))) {
      this.release(holding);
      end('full');
      return undefined;
    }
    const atMs = this.#clock.monotonicMs();
    this.#waiting.set(holding, {
      atMs,
      movedBytes: 0,
      unsent: undefined,
      isAsked: false,
      takenBytes: 0,
      dueMs: atMs + withinMs,
      unsentKey,
      end: () => end('slow'),
    });
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
    let isAskDue = false;
    for (const [holding, pace] of this.#waiting) {
      pace.atMs += missedMs;
      pace.dueMs += missedMs;
      if (holding.movedBytes - pace.movedBytes >= leastBytes) {
        pace.movedBytes = holding.movedBytes;
        begin(pace, undefined, nowMs);
      } else if (nowMs >= pace.dueMs) {
        this.release(holding);
        pace.end();
      } else if (nowMs >= (pace.isAsked ? pace.dueMs - askBeforeMs : pace.atMs + askAfterMs)) {
        isAskDue = true;
      }
    }
    if (isAskDue && !this.#isAsking && nowMs >= this.#askAgainAtMs) void this.#askSystem(nowMs);
  }

  /** A reader that makes the system hold less has taken it, though the system does not want more yet. */
  async #askSystem(askedAtMs: number): Promise<void> {
    if (this.#readUnsent === undefined) return;
    const quiet = [...this.#waiting].filter(([, { atMs }]) => askedAtMs - atMs >= askAfterMs);
    const asked = quiet.flatMap(([holding, pace]) => {
      const key = pace.unsentKey();
      return key === undefined ? [] : [{ holding, pace, key }];
    });
    if (asked.length === 0) return;
    this.#isAsking = true;
    const unsent = await this.#readUnsent(new Set(asked.map(({ key }) => key)));
    const nowMs = this.#clock.monotonicMs();
    this.#isAsking = false;
    const { least, most, perTookMs } = askEveryMs;
    this.#askAgainAtMs = askedAtMs + Math.min(most, Math.max(least, perTookMs * (nowMs - askedAtMs)));
    for (const { holding, pace, key } of asked) {
      pace.isAsked = true;
      const bytes = unsent?.get(key);
      if (bytes === undefined) continue;
      const takenBytes = Math.max(pace.takenBytes, holding.movedBytes - bytes);
      const earnedMs = ((takenBytes - pace.takenBytes) / leastBytes) * withinMs;
      pace.takenBytes = takenBytes;
      pace.dueMs = Math.min(pace.dueMs + earnedMs, nowMs + withinMs + maxCreditMs);
      pace.unsent ??= bytes;
      if (pace.unsent - bytes >= leastBytes) begin(pace, bytes, nowMs);
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
  /** What the system still held then, or soon after. */
  unsent: number | undefined;
  /** The system has been asked since. */
  isAsked: boolean;
  /** Bytes that it is known to have taken in total. */
  takenBytes: number;
  /** When it is cut, if nothing more is known of it. */
  dueMs: number;
  readonly unsentKey: () => string | undefined;
  readonly end: () => void;
}

function begin(pace: Pace, unsent: number | undefined, nowMs: number): void {
  pace.atMs = nowMs;
  pace.dueMs = Math.max(pace.dueMs, nowMs + withinMs);
  pace.unsent = unsent;
  pace.isAsked = unsent !== undefined;
}
