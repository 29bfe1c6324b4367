import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import type { PanelStatus } from '../domain/gateway/gateway-status.ts';

/** Why a panel cannot be reached, in words; undefined: it can. */
type Fault = string | undefined;

/** Asks panels whether they can be reached, each at most once in five seconds however often it is asked: polling costs a panel nothing. */
export class PanelProbes {
  static readonly everyMs = 5000;
  readonly #clock: Clock;
  readonly #maxWaitMs: number;
  /** By what asks the panel, which is another one where its address is. */
  readonly #inFlight = new WeakMap<PanelStatus['probe'], Promise<Fault>>();
  readonly #last = new WeakMap<PanelStatus['probe'], { readonly fault: Fault; readonly endedAtMs: number }>();

  /** @param maxWaitMs for an answer, so that a panel that gives none does not hold the request; the probe itself goes on */
  constructor(clock: Clock, maxWaitMs = 5000) {
    this.#clock = clock;
    this.#maxWaitMs = maxWaitMs;
  }

  /** Never rejects. */
  async ask(panel: PanelStatus): Promise<Fault> {
    const last = this.#last.get(panel.probe);
    if (last !== undefined && this.#clock.monotonicMs() - last.endedAtMs < PanelProbes.everyMs) return last.fault;
    // One that is in flight is shared, however long it takes.
    const probe = this.#inFlight.get(panel.probe) ?? this.#start(panel);
    return withinMs(probe, this.#maxWaitMs);
  }

  #start(panel: PanelStatus): Promise<Fault> {
    const probe = this.#probe(panel);
    this.#inFlight.set(panel.probe, probe);
    return probe;
  }

  async #probe(panel: PanelStatus): Promise<Fault> {
    const fault = await faultOf(panel);
    this.#last.set(panel.probe, { fault, endedAtMs: this.#clock.monotonicMs() });
    this.#inFlight.delete(panel.probe);
    return fault;
  }
}

async function faultOf(panel: PanelStatus): Promise<Fault> {
  try {
    return await panel.probe();
  } catch (error) {
    // What cannot be probed is not known to be reachable.
    return `the probe failed: ${String(error)}`;
  }
}

async function withinMs(probe: Promise<Fault>, maxMs: number): Promise<Fault> {
  const timer = new AbortController();
  try {
    return await Promise.race([probe, setTimeout(maxMs, `no answer within ${maxMs} ms`, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
