/** What is said about a log. */
export interface Remark {
  /** `tampered`: the log is not as the gateway wrote it. `unproven`: it may be. `note`: it happened, and is no harm. */
  readonly kind: 'tampered' | 'unproven' | 'note';
  /** `audit.log:12`; empty: of the whole. */
  readonly at: string;
  readonly text: string;
}

const maxKept = 1000;

/** Remarks in their order, and how many there are of each kind; those beyond a thousand of one kind are only counted. */
export class Remarks {
  readonly #kept: Remark[] = [];
  readonly #counts = { tampered: 0, unproven: 0, note: 0 };

  add(kind: Remark['kind'], at: string, text: string): void {
    this.#counts[kind] += 1;
    if (this.#counts[kind] <= maxKept) this.#kept.push({ kind, at, text });
  }

  get all(): readonly Remark[] {
    return this.#kept;
  }

  get counts(): Readonly<Record<Remark['kind'], number>> {
    return this.#counts;
  }
}
