/** Attempts of each subject in flight, whose result is not known yet. */
export class InFlightCounts {
  readonly #counts = new Map<string, number>();

  /** Names that are kept: of attempts that are in flight, and of no others. */
  get size(): number {
    return this.#counts.size;
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  begin(names: readonly string[]): void {
    for (const name of names) this.#counts.set(name, this.of(name) + 1);
  }

  end(names: readonly string[]): void {
    for (const name of names) {
      const left = this.of(name) - 1;
      if (left > 0) this.#counts.set(name, left);
      else this.#counts.delete(name);
    }
  }
}
