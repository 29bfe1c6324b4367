/**
 * Goes round the entries of a Map, on and on, and remembers where it is. A Map that loses entries at its front is slow to be looked at from the
 * front again and again: each look walks over all the gaps.
 */
export class Round<Value> {
  readonly #map: ReadonlyMap<string, Value>;
  #entries: MapIterator<[string, Value]>;

  constructor(map: ReadonlyMap<string, Value>) {
    this.#map = map;
    this.#entries = map.entries();
  }

  /** The next entry; undefined where there is none at all. */
  next(): readonly [string, Value] | undefined {
    const next = this.#entries.next();
    if (next.done !== true) return next.value;
    this.#entries = this.#map.entries();
    const first = this.#entries.next();
    return first.done === true ? undefined : first.value;
  }
}
