import type { Steps } from './drive.ts';

interface Entry<Value> {
  readonly good: Value | undefined;
  /** Undefined while it is whole. */
  readonly brokenSinceMs: number | undefined;
}

/** Keeps the last good form of things that broke, for a grace that begins when they are first seen broken. */
export class LastGood<Value> {
  readonly #graceMs: number;
  readonly #entries = new Map<string, Entry<Value>>();

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  keep(name: string, good: Value): void {
    this.#entries.set(name, { good, brokenSinceMs: undefined });
  }

  /** What still counts of a broken thing, and for how long; undefined when nothing does. */
  afterBreak(name: string, nowMs: number): { readonly good: Value; readonly leftMs: number } | undefined {
    const entry = this.#entries.get(name);
    if (entry?.good === undefined) return undefined;
    const brokenSinceMs = entry.brokenSinceMs ?? nowMs;
    const leftMs = brokenSinceMs + this.#graceMs - nowMs;
    if (leftMs <= 0) {
      this.#entries.delete(name);
      return undefined;
    }
    this.#entries.set(name, { good: entry.good, brokenSinceMs });
    return { good: entry.good, leftMs };
  }

  forget(name: string): void {
    this.#entries.delete(name);
  }

  /** In steps, because there may be many. */
  *forgetOthersInSteps(names: ReadonlySet<string>): Steps<void> {
    for (const name of this.#entries.keys()) {
      if (!names.has(name)) this.#entries.delete(name);
      yield;
    }
  }
}
