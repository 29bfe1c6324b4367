/** The end of the current turn of the event loop: first the tasks that were deferred to it, in their order, then those who wait for it. */
export class TurnEnd {
  #tasks: (() => void)[] = [];
  #passed: Promise<void> | undefined;
  #pass: (() => void) | undefined;
  #isPlanned = false;

  /** Runs a task at the end of this turn, before those that wait for it continue. */
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
