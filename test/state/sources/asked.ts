import { setTimeout as pause } from 'node:timers/promises';
import type { SourceAdapter, SourceKey } from './contract.ts';
import { verdict } from './verdict.ts';

/** A source that is asked for calls. */
export class Asked {
  readonly adapter: SourceAdapter;

  constructor(adapter: SourceAdapter) {
    this.adapter = adapter;
  }

  /** What becomes of a call now. */
  of(key: SourceKey, command: string, user: string = key.user): Promise<string> {
    return verdict({ key, command, user }, this.adapter.source.current(), this.adapter.clock);
  }

  /**
   * Waits until this becomes of the call; a test that waits in vain runs into its time limit.
   *
   * @param meanwhile what may become of it before: anything else is a failure; undefined: whatever it is
   */
  async until(key: SourceKey, command: string, wanted: string, meanwhile?: readonly string[]): Promise<void> {
    for (let is = await this.of(key, command); is !== wanted; is = await this.of(key, command)) {
      if (meanwhile?.includes(is) === false) throw new Error(`expected ${meanwhile.join(' or ')} until ${wanted}, found ${is}`);
      await this.#refresh();
    }
  }

  async untilProblems(are: (problems: readonly string[]) => boolean): Promise<void> {
    while (!are(this.adapter.source.problems())) await this.#refresh();
  }

  async #refresh(): Promise<void> {
    await this.adapter.source.refresh();
    await pause(5);
  }
}
