const maxCalls = 100_000;

/** The calls that have a line from before they were sent and none from after it, with what both lines say of them. */
export class CallsUnderWay<Told> {
  readonly #told = new Map<string, Told>();

  begin(id: string, told: Told): void {
    this.#told.set(id, told);
    if (this.#told.size > maxCalls) this.#forgetOldest();
  }

  /** What was told when the call began; undefined where it has not, or has ended already. */
  end(id: string): Told | undefined {
    const told = this.#told.get(id);
    if (told !== undefined) this.#told.delete(id);
    return told;
  }

  #forgetOldest(): void {
    for (const oldest of this.#told.keys()) {
      this.#told.delete(oldest);
      return;
    }
  }
}
