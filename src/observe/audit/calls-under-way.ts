const maxCalls = 100_000;

/**
 * The calls that have a line from before they were sent and none from after it, with what both lines say of them. A list: they are few, and
 * a Map that is filled and emptied at each call leaves a trail for the collector.
 */
export class CallsInFlight<Told> {
  readonly #calls: { readonly id: string; readonly told: Told }[] = [];

  begin(id: string, told: Told): void {
    this.#calls.push({ id, told });
    if (this.#calls.length > maxCalls) this.#calls.shift();
  }

  /** What was told when the call began; undefined where it has not, or has ended already. */
  end(id: string): Told | undefined {
    const at = this.#calls.findIndex((call) => call.id === id);
    if (at === -1) return undefined;
    const told = this.#calls[at]?.told;
    const last = this.#calls.pop();
    if (last !== undefined && at < this.#calls.length) this.#calls[at] = last;
    return told;
  }
}
