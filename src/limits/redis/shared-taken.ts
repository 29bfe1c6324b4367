import type { Taken } from '../../domain/limiter.ts';

/** A call that Redis has granted, and that was counted in this process, too: the two windows need not end together. */
export class SharedTaken implements Taken {
  readonly granted: boolean;
  readonly left: number;
  readonly resetMs: number;
  readonly endsAtMs: number;
  readonly fromBurst: boolean;
  readonly #endsHereAtMs: number;

  constructor({ granted, left, resetMs, endsAtMs, fromBurst }: Taken, endsHereAtMs: number) {
    this.granted = granted;
    this.left = left;
    this.resetMs = resetMs;
    this.endsAtMs = endsAtMs;
    this.fromBurst = fromBurst;
    this.#endsHereAtMs = endsHereAtMs;
  }

  /** The same call as this process knows it. */
  asCountedHere(): Taken {
    const { granted, left, resetMs, fromBurst } = this;
    return { granted, left, resetMs, fromBurst, endsAtMs: this.#endsHereAtMs };
  }
}
