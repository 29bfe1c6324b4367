import type { StateFault, StatePart } from '../../domain/panel/panel-state.ts';

/** Things of one kind by name: what counts, and what is there and cannot be known now. No name is in both. */
export interface Named<Value> {
  readonly known: ReadonlyMap<string, Value>;
  readonly unknown: ReadonlySet<string>;
}

/** Faults of one kind that are described; the log lists no more either. */
const maxWorded = 100;

/** What one pass finds of things of one kind. */
export class Findings<Value> {
  readonly warnings: string[] = [];
  readonly #part: StatePart;
  readonly #before: Named<Value> | undefined;
  readonly #known = new Map<string, Value>();
  readonly #unknown = new Set<string>();
  #isKnownSame = true;
  #isUnknownSame = true;
  #faults = 0;
  #firstFault: string | undefined;

  /** @param before what the last pass found */
  constructor(part: StatePart, before: Named<Value> | undefined) {
    this.#part = part;
    this.#before = before;
  }

  add(name: string, value: Value): undefined {
    this.#known.set(name, value);
    this.#isKnownSame &&= this.#before?.known.get(name) === value;
  }

  /**
   * @param faultOf why, in words, with its path; asked for the first ones only, because the words cost more than the file. Undefined: it will
   * be over in a moment
   */
  addUnknown(name: string, faultOf: (() => string) | undefined): undefined {
    this.#unknown.add(name);
    this.#isUnknownSame &&= this.#before?.unknown.has(name) === true;
    if (faultOf === undefined) return;
    this.#faults += 1;
    if (this.#faults > maxWorded) return;
    const fault = faultOf();
    this.warnings.push(fault);
    this.#firstFault ??= fault;
  }

  /** What was found; the very objects from before where they are the same, so that a state changes only when something has changed. */
  things(): Named<Value> {
    const before = this.#before;
    if (before === undefined) return { known: this.#known, unknown: this.#unknown };
    const known = this.#isKnownSame && before.known.size === this.#known.size ? before.known : this.#known;
    const unknown = this.#isUnknownSame && before.unknown.size === this.#unknown.size ? before.unknown : this.#unknown;
    return known === before.known && unknown === before.unknown ? before : { known, unknown };
  }

  fault(): StateFault | undefined {
    if (this.#firstFault === undefined) return undefined;
    const total = this.#known.size + this.#unknown.size;
    return { part: this.#part, total, unknown: this.#faults, first: this.#firstFault };
  }
}
