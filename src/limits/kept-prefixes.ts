import { JournaledFile } from '../disk/journaled-file.ts';
import type { KeptBansOptions } from './kept-bans.ts';
import { type KeptPrefix, readPrefix } from './kept-entry.ts';
import { knownForMs } from './known-prefixes.ts';
import { panelFields, panelsIn, recordsOf } from './panel-fields.ts';

/** From where keys were used with success, of all panels in one file. Of two times the later one counts, so that there is nothing else to merge. */
export class KeptPrefixes {
  readonly #options: KeptBansOptions;
  readonly #file: JournaledFile<KeptPrefix>;
  /** Of panels that the configuration does not have now. */
  #others: readonly KeptPrefix[] = [];
  #isOwn = false;
  #isAhead = false;

  constructor(options: KeptBansOptions) {
    const { path, clock, log } = options;
    this.#options = options;
    this.#file = new JournaledFile({
      path,
      content: () => this.#content(),
      recordsIn: function* (content) {
        for (const [panel, fields] of panelsIn(content)) for (const known of recordsOf(fields, 'known')) yield { panel, known };
      },
      parse: readPrefix,
      clock,
      log,
    });
  }

  /** Memory holds what the files do not. */
  get isAhead(): boolean {
    return this.#isAhead;
  }

  follow(): void {
    this.#merge(this.#file.read(false));
  }

  own(): void {
    if (this.#isOwn) return;
    this.#merge(this.#file.read(true));
    this.#file.begin(this.#isAhead);
    this.#isOwn = true;
    this.#isAhead = false;
  }

  async release(): Promise<void> {
    if (!this.#isOwn) return;
    this.#isOwn = false;
    await this.#file.end();
  }

  changed(panel: string, [key, prefix]: readonly [key: string, prefix: string]): void {
    const { panels, clock } = this.#options;
    const atMs = panels.get(panel)?.failures.known.atOf(key, prefix) ?? clock.wallMs();
    if (this.#isOwn) this.#file.append({ panel, known: [key, prefix, atMs] });
    else this.#isAhead = true;
  }

  #merge(entries: readonly KeptPrefix[]): void {
    const { panels, clock } = this.#options;
    const nowMs = clock.wallMs();
    for (const { panel, key, prefix, atMs } of entries)
      panels.get(panel)?.failures.known.restore(key, prefix, Math.min(atMs, nowMs));
    this.#others = entries.filter(({ panel }) => !panels.has(panel));
  }

  #content(): Iterable<string> {
    const { panels, clock } = this.#options;
    const freshMs = clock.wallMs() - knownForMs;
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
