import type { Clock } from '../domain/clock.ts';
import type { PanelStatus } from '../domain/gateway/gateway-status.ts';
import type { LostReason } from '../domain/notices/notice.ts';

/** Shorter losses, such as a restart of the panel, are told to nobody. */
const lostAfterMs = 60_000;
/** A probe is a connection, and costs the panel a little. */
const probeEveryMs = 30_000;

/** What is to be told of a panel. */
export type PanelTurn =
  | { readonly kind: 'lost'; readonly reason: LostReason }
  | { readonly kind: 'found'; readonly afterMs: number };

/** Whether one panel can be called: it is lost when for a minute it could not, and found when it can again. */
export class PanelWatch {
  readonly #clock: Clock;
  #badSinceMs: number | undefined;
  #isTold = false;
  #isProbing = false;
  #probedAtMs = Number.NEGATIVE_INFINITY;
  #isUnreachable = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined: nothing has turned. */
  look(panel: PanelStatus): PanelTurn | undefined {
    this.#probe(panel);
    const nowMs = this.#clock.monotonicMs();
    const reason = this.#reasonOf(panel);
    if (reason === undefined) return this.#good(nowMs);
    this.#badSinceMs ??= nowMs;
    if (this.#isTold || nowMs - this.#badSinceMs < lostAfterMs) return undefined;
    this.#isTold = true;
    return { kind: 'lost', reason };
  }

  #good(nowMs: number): PanelTurn | undefined {
    const sinceMs = this.#badSinceMs;
    this.#badSinceMs = undefined;
    if (!this.#isTold) return undefined;
    this.#isTold = false;
    return { kind: 'found', afterMs: nowMs - (sinceMs ?? nowMs) };
  }

  #reasonOf(panel: PanelStatus): LostReason | undefined {
    if (!panel.stateIsUsable()) return 'state';
    if (panel.circuit() !== 'closed') return 'circuit';
    return this.#isUnreachable ? 'unreachable' : undefined;
  }

  /** One that takes long is waited for; nothing else waits for it. */
  #probe(panel: PanelStatus): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#isProbing || nowMs - this.#probedAtMs < probeEveryMs) return;
    this.#isProbing = true;
    this.#probedAtMs = nowMs;
    void this.#reach(panel);
  }

  async #reach(panel: PanelStatus): Promise<void> {
    try {
      this.#isUnreachable = (await panel.probe()) !== undefined;
    } catch {
      // What cannot be probed is not known to be reachable.
      this.#isUnreachable = true;
    }
    this.#isProbing = false;
  }
}
