import type { Clock } from '../../domain/clock.ts';
import type { RoundAnswer } from './api-round.ts';

/** What an answer makes of a thing: good, or broken for a reason in words. */
export type JudgedAnswer<Good> =
  | { readonly kind: 'good'; readonly good: Good }
  | { readonly kind: 'broken'; readonly fault: string };

interface Broken<Good> {
  readonly kind: 'broken';
  readonly fault: string;
  readonly sinceMs: number;
  readonly wasAskedAgain: boolean;
  /** What it was before. */
  readonly before: Good | undefined;
}

type Said<Good> =
  | { readonly kind: 'good'; readonly good: Good; readonly atMs: number }
  | Broken<Good>
  | { readonly kind: 'absent' }
  /** No answer on it could ever be read. */
  | { readonly kind: 'nothing' };

interface Entry<Good> {
  readonly said: Said<Good>;
  readonly isDue: boolean;
}

export interface KnownNow<Good> {
  readonly good: ReadonlyMap<string, Good>;
  /** In words, by name. Within its grace a broken one is among the good. */
  readonly broken: ReadonlyMap<string, string>;
  /** The panel gave no answer on them that can be read, or has not been asked yet. */
  readonly unanswered: ReadonlySet<string>;
}

export interface AskedOneByOneOptions<Facts, Good> {
  readonly clock: Clock;
  /** How long one that breaks keeps its last good form; then it is asked for once more, because it may have been half written. */
  readonly graceMs: number;
  /** How long after it was read one without an answer keeps its last good form. */
  readonly maxMs: number;
  readonly judge: (facts: Facts) => JudgedAnswer<Good>;
}

/** Things that the panel is asked for one by one, and what is known of each. */
export class AskedOneByOne<Facts, Good> {
  readonly #options: AskedOneByOneOptions<Facts, Good>;
  readonly #entries = new Map<string, Entry<Good>>();

  constructor(options: AskedOneByOneOptions<Facts, Good>) {
    this.#options = options;
  }

  /** All of them are to be asked for again. */
  setDue(): void {
    for (const [name, { said }] of this.#entries) this.#entries.set(name, { said, isDue: true });
  }

  /** These names are asked for, and all others are forgotten. */
  follow(names: ReadonlySet<string>): void {
    for (const name of this.#entries.keys()) if (!names.has(name)) this.#entries.delete(name);
    for (const name of names) if (!this.#entries.has(name)) this.#entries.set(name, { said: { kind: 'nothing' }, isDue: true });
  }

  /**
   * Asks for those that are due.
   *
   * @returns false where the panel stopped answering
   */
  async read(ask: (name: string) => Promise<RoundAnswer<Facts>>): Promise<boolean> {
    for (const [name, { said, isDue }] of this.#entries) {
      if (!isDue && this.#againInMs(said) !== 0) continue;
      const answer = await ask(name);
      if (answer.kind === 'unanswered') return false;
      const isUnclear = answer.kind === 'unclear';
      this.#entries.set(name, { said: isUnclear ? said : this.#saidBy(answer, said), isDue: isUnclear });
    }
    return true;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  now(): KnownNow<Good> {
    const { clock, graceMs, maxMs } = this.#options;
    const nowMs = clock.monotonicMs();
    const good = new Map<string, Good>();
    const broken = new Map<string, string>();
    const unanswered = new Set<string>();
    for (const [name, { said }] of this.#entries) {
      if (said.kind === 'good' && nowMs < said.atMs + maxMs) good.set(name, said.good);
      else if (said.kind === 'good' || said.kind === 'nothing') unanswered.add(name);
      if (said.kind !== 'broken') continue;
      if (said.before !== undefined && nowMs < said.sinceMs + graceMs) good.set(name, said.before);
      else broken.set(name, said.fault);
    }
    return { good, broken, unanswered };
  }

  /** Until a broken one is to be asked for once more; undefined: none is. */
  againInMs(): number | undefined {
    const waitsMs = [...this.#entries.values()].flatMap(({ said }) => this.#againInMs(said) ?? []);
    return waitsMs.length === 0 ? undefined : Math.min(...waitsMs);
  }

  #againInMs(said: Said<Good>): number | undefined {
    if (said.kind !== 'broken' || said.wasAskedAgain) return undefined;
    return Math.max(0, said.sinceMs + this.#options.graceMs - this.#options.clock.monotonicMs());
  }

  #saidBy(answer: Exclude<RoundAnswer<Facts>, { kind: 'unclear' | 'unanswered' }>, before: Said<Good>): Said<Good> {
    if (answer.kind === 'absent') return answer;
    const judged = answer.kind === 'facts' ? this.#options.judge(answer.facts) : answer;
    const nowMs = this.#options.clock.monotonicMs();
    if (judged.kind === 'good') return { kind: 'good', good: judged.good, atMs: nowMs };
    const { fault } = judged;
    if (before.kind === 'broken')
      return { ...before, fault, wasAskedAgain: this.#againInMs(before) === 0 || before.wasAskedAgain };
    return {
      kind: 'broken',
      fault,
      sinceMs: nowMs,
      wasAskedAgain: false,
      before: before.kind === 'good' ? before.good : undefined,
    };
  }
}
