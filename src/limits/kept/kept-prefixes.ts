import type { KeptBansOptions } from './kept-bans.ts';
import { type KeptPrefix, readPrefix } from './kept-entry.ts';
import { KeptFile } from './kept-file.ts';
import { clockSetWithinMs } from '../tables/clock-set-within.ts';
import { knownForMs } from '../logins/known-prefixes.ts';
import { panelFields, panelsIn, recordsOf } from './panel-fields.ts';

/** From where keys were used with success, of all panels in one file. Of two times the later one counts, so that there is nothing else to merge. */
export class KeptPrefixes {
  readonly file: KeptFile<KeptPrefix>;
  readonly #options: KeptBansOptions;
  /** Of panels that the configuration does not have now. */
  #others: readonly KeptPrefix[] = [];
  #isCutOff = false;
  readonly #beganAtMs: number;

  constructor(options: KeptBansOptions) {
    const { path, clock, log } = options;
    this.#options = options;
    this.#beganAtMs = clock.monotonicMs();
    this.file = new KeptFile({
      path,
      content: () => this.#content(),
      recordsIn: function* (content) {
        for (const [panel, fields] of panelsIn(content)) for (const known of recordsOf(fields, 'known')) yield { panel, known };
      },
      parse: readPrefix,
      merge: (entries) => this.#merge(entries),
      rebase: () => undefined,
      cutOff: () => {
        this.#isCutOff = true;
      },
      clock,
      log,
    });
  }

  /** What the file had of a panel that was not configured counts now. */
  add(name: string): void {
    const known = this.#options.panels.get(name)?.failures.known;
    for (const { panel, key, prefix, atMs } of this.#others) if (panel === name) known?.restore(key, prefix, atMs);
    this.#others = this.#others.filter(({ panel }) => panel !== name);
  }

  /** What is known of a panel is kept as that of one that is not configured. */
  drop(name: string): void {
    const all = this.#options.panels.get(name)?.failures.known.all() ?? [];
    this.#others = [...this.#others, ...all.map(([key, prefix, atMs]) => ({ panel: name, key, prefix, atMs }))];
  }

  changed(panel: string, [key, prefix]: readonly [key: string, prefix: string]): void {
    const { panels, clock } = this.#options;
    const atMs = panels.get(panel)?.failures.known.atOf(key, prefix) ?? clock.wallMs();
    this.file.changed({ panel, known: [key, prefix, atMs] });
  }

  #merge(entries: readonly KeptPrefix[]): void {
    const { panels } = this.#options;
    for (const { panel, key, prefix, atMs } of entries) panels.get(panel)?.failures.known.restore(key, prefix, atMs);
    const found = new Set(entries.map(({ panel }) => panel));
    const before = this.#isCutOff ? this.#others.filter(({ panel }) => !found.has(panel)) : [];
    this.#others = [...before, ...entries.filter(({ panel }) => !panels.has(panel))];
    this.#isCutOff = false;
  }

  #content(): Iterable<string> {
    const { panels, clock } = this.#options;
    // What is too old by a clock that may still be set is kept.
    const isSettled = clock.monotonicMs() - this.#beganAtMs >= clockSetWithinMs;
    const freshMs = isSettled ? clock.wallMs() - knownForMs : Number.NEGATIVE_INFINITY;
    const others = new Map<string, object[]>();
    for (const { panel, key, prefix, atMs } of this.#others) {
      const known = others.get(panel) ?? [];
      if (atMs > freshMs) known.push([key, prefix, atMs]);
      others.set(panel, known);
    }
    return panelFields([
      ...[...panels].map(([name, { failures }]) => ({ name, lists: { known: failures.known.each() } })),
      ...[...others].map(([name, known]) => ({ name, lists: { known } })),
    ]);
  }
}
