const maxCalls = 100_000;

/** Ids of the calls that have a line from before they were sent and none from after it. */
export class CallsUnderWay {
  readonly #ids = new Set<string>();

  begin(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size > maxCalls) this.#forgetOldest();
  }

  /** True when the call has begun; once. */
  end(id: string): boolean {
    return this.#ids.delete(id);
  }

  #forgetOldest(): void {
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }
}
