import type { PanelState } from '../panel/panel-state.ts';

/** Commands by name, by how the name begins, and by profiles that list them. */
export class CommandNames {
  /** As they were written. */
  readonly entries: readonly string[];
  readonly #names: ReadonlySet<string>;
  readonly #beginnings: readonly string[];
  readonly #profiles: readonly string[];

  /** @param entries names; `v-list-*` for all that begin so; `profile:NAME` for those that a profile of the panel lists */
  constructor(entries: readonly string[]) {
    this.entries = entries;
    this.#profiles = entries.flatMap((text) => (text.startsWith(profileMark) ? [text.slice(profileMark.length)] : []));
    const commands = entries.filter((text) => !text.startsWith(profileMark));
    this.#beginnings = commands.flatMap((text) => (text.endsWith('*') ? [text.slice(0, -1)] : []));
    this.#names = new Set(commands.filter((text) => !text.endsWith('*')));
  }

  /** What settings are compared by. */
  toJSON(): readonly string[] {
    return this.entries;
  }

  /** `unknown`: only a profile could name it, and that profile cannot be read now. */
  has(command: string, { profiles, unknown }: PanelState): 'yes' | 'no' | 'unknown' {
    if (this.#names.has(command) || this.#beginnings.some((beginning) => command.startsWith(beginning))) return 'yes';
    if (this.#profiles.some((name) => profiles.get(name)?.commands.has(command) === true)) return 'yes';
    return this.#profiles.some((name) => unknown.profiles.has(name)) ? 'unknown' : 'no';
  }
}

const profileMark = 'profile:';
const entryPattern = /^(?:profile:[^/,\s]+|[A-Za-z0-9_-]{1,64}|[A-Za-z0-9_-]{0,63}\*)$/;

export function isCommandEntry(text: string): boolean {
  return entryPattern.test(text);
}
