/** Tells those who follow a source of panel state that another state is in force. */
export class Changes {
  readonly #listeners: (() => void)[] = [];

  readonly listen = (changed: () => void): void => void this.#listeners.push(changed);

  tell(): void {
    for (const changed of this.#listeners) changed();
  }
}
