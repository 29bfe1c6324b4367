import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import { clockSetWithinMs } from '../tables/clock-set-within.ts';
import type { NamedSubject } from '../logins/failure-store.ts';
import { type FoundPanel, foundPanels, nothingFound } from './found-panel.ts';
import { banFields, type KeptEntry, keyFields, readEntry } from './kept-entry.ts';
import { KeptFile } from './kept-file.ts';
import { KeptPanel, type KeptPanelOptions } from './kept-panel.ts';
import { panelFields, panelsIn, recordsOf } from './panel-fields.ts';

export interface KeptBansOptions {
  readonly path: string;
  readonly panels: ReadonlyMap<string, KeptPanelOptions>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long a failure of a key may wait for the disk; a ban is written at once. */
const keysEveryMs = 1000;

/** Bans and failures of keys of all panels, in one file. */
export class KeptBans {
  readonly file: KeptFile<KeptEntry>;
  readonly #options: KeptBansOptions;
  readonly #panels: Map<string, KeptPanel>;
  /** Of panels that the configuration does not have now. */
  #others: ReadonlyMap<string, FoundPanel> = new Map();
  #isCutOff = false;
  readonly #beganAtMs: number;
  /** Keys with failures that are not on disk yet, by panel. */
  readonly #countedKeys = new Map<string, Set<string>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: KeptBansOptions) {
    const { path, panels, clock, log } = options;
    this.#options = options;
    this.#beganAtMs = clock.monotonicMs();
    this.#panels = new Map([...panels].map(([name, panel]) => [name, new KeptPanel(panel, clock)]));
    this.file = new KeptFile({
      path,
      content: () => this.#content(),
      recordsIn: function* (content) {
        for (const [panel, fields] of panelsIn(content)) {
          for (const ban of recordsOf(fields, 'bans')) yield { panel, ban };
          for (const key of recordsOf(fields, 'keys')) yield { panel, key };
        }
      },
      parse: readEntry,
      merge: (entries) => this.#merge(entries),
      rebase: () => {
        for (const panel of this.#panels.values()) panel.rebase();
      },
      cutOff: () => {
        this.#isCutOff = true;
        for (const panel of this.#panels.values()) panel.cutOff();
      },
      clock,
      log,
    });
  }

  /** What the files had of a panel that was not configured counts now. */
  add(name: string, options: KeptPanelOptions): void {
    const panel = new KeptPanel(options, this.#options.clock);
    this.#panels.set(name, panel);
    this.#tellWithoutRoom(panel.merge(this.#others.get(name) ?? nothingFound));
    if (!this.file.isOwn) panel.rebase();
    this.#others = new Map([...this.#others].filter(([other]) => other !== name));
  }

  /** What is known of a panel is kept as that of one that is not configured. */
  drop(name: string): void {
    this.writeKeys();
    const panel = this.#panels.get(name);
    if (panel === undefined) return;
    this.#panels.delete(name);
    this.#others = new Map([...this.#others, [name, panel.found()]]);
  }

  changed(name: string, subject: NamedSubject): void {
    const panel = this.#panels.get(name);
    if (panel === undefined) return;
    panel.changed(subject);
    if (!this.file.isOwn) panel.touch(subject);
    if (subject.kind !== 'key' || !this.file.isOwn) {
      const ban = panel.banOf(subject);
      return this.file.changed(ban === undefined ? { panel: name, unban: subject } : { panel: name, ban: banFields(ban) });
    }
    this.#noteKey(name, subject.text);
    // Forgotten by hand, it must not come back.
    if (panel.keyOf(subject.text) === undefined) this.writeKeys();
    else this.#timer ??= setTimeout(() => this.writeKeys(), keysEveryMs).unref();
  }

  /** The wall clock was set. */
  judgeAnew(): void {
    for (const panel of this.#panels.values()) panel.judgeAnew();
  }

  /** Writes the failures that wait. */
  writeKeys(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [name, keys] of this.#countedKeys) {
      for (const key of keys) {
        const counted = this.#panels.get(name)?.keyOf(key) ?? { key, used: 0, endsAtMs: 0, mark: 0 };
        this.file.changed({ panel: name, key: keyFields(counted) });
      }
    }
    this.#countedKeys.clear();
  }

  #noteKey(name: string, key: string): void {
    const keys = this.#countedKeys.get(name) ?? new Set();
    this.#countedKeys.set(name, keys.add(key));
  }

  #merge(entries: readonly KeptEntry[]): void {
    const found = foundPanels(entries);
    let withoutRoom = 0;
    for (const [name, panel] of this.#panels) withoutRoom += panel.merge(found.get(name) ?? nothingFound);
    const others = [...found].filter(([name]) => !this.#panels.has(name));
    this.#others = new Map([...(this.#isCutOff ? this.#others : []), ...others]);
    this.#isCutOff = false;
    this.#tellWithoutRoom(withoutRoom);
  }

  #tellWithoutRoom(count: number): void {
    if (count > 0) this.#options.log.warn(`${count} bans do not fit into memory and are not in force: raise limits.maxEntries`);
  }

  #content(): Iterable<string> {
    const { clock } = this.#options;
    // What has ended by a clock that may still be set is kept.
    const nowMs = clock.monotonicMs() - this.#beganAtMs < clockSetWithinMs ? Number.NEGATIVE_INFINITY : clock.wallMs();
    const others = [...this.#others].map(([name, found]) => {
      const bans = [...found.bans.values()].filter(({ untilMs }) => untilMs > nowMs).map(banFields);
      const keys = [...found.keys.values()].filter(({ endsAtMs }) => endsAtMs > nowMs).map(keyFields);
      return { name, lists: { bans, keys } };
    });
    const panels = [...this.#panels].map(([name, panel]) => {
      const keys = panel.keysToWrite().map(keyFields);
      return { name, lists: { bans: panel.eachBanFields(), keys } };
    });
    return panelFields([...panels, ...others]);
  }
}
