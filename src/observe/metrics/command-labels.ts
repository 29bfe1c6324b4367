/** Commands that may be labels of metrics, for a panel. */
export type KnownCommands = (panel: string) => { readonly has: (command: string) => boolean };

/** The label of a command: its name where it is known, or `other`. */
export class CommandLabels {
  /** Of each panel. The panel has some 450 commands; administrators could add any number. */
  static readonly maxCommands = 1000;
  readonly #known: KnownCommands;
  readonly #told = new Map<string, Set<string>>();

  constructor(known: KnownCommands) {
    this.#known = known;
  }

  of(panel: string, command: string): string {
    const told = this.#toldOf(panel);
    if (told.has(command)) return command;
    if (told.size >= CommandLabels.maxCommands || !this.#known(panel).has(command)) return 'other';
    told.add(command);
    return command;
  }

  #toldOf(panel: string): Set<string> {
    const told = this.#told.get(panel) ?? new Set<string>();
    if (told.size === 0) this.#told.set(panel, told);
    return told;
  }
}
