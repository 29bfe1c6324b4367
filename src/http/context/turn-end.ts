/** The end of the current turn of the event loop: first what is to be done then, in its order, then whoever waits for it. */
export class TurnEnd {
  #tasks: (() => void)[] = [];
  #passed: Promise<void> | undefined;
  #pass: (() => void) | undefined;
  #isPlanned = false;

  /** Has a task done when this turn ends, before anybody goes on who waits for that. */
  do(task: () => void): void {
    this.#tasks.push(task);
    this.#plan();
  }

  /** Resolves when this turn ends. One promise for all who ask in a turn. */
  passed(): Promise<void> {
    this.#plan();
    this.#passed ??= new Promise((resolve) => {
      this.#pass = resolve;
    });
    return this.#passed;
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => this.#end());
  }

  #end(): void {
    const [tasks, pass] = [this.#tasks, this.#pass];
    [this.#tasks, this.#passed, this.#pass, this.#isPlanned] = [[], undefined, undefined, false];
    try {
      for (const task of tasks) task();
    } finally {
      pass?.();
    }
  }
}
