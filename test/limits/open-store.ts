import type { Counters } from '../../src/limits/store.ts';

/** A store that holds nothing yet. */
export interface OpenStore {
  /** As one decision has them. */
  readonly counters: () => Counters;
  readonly pass: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens a store for one test, and closes it after that. */
export type WithStore = (test: (store: OpenStore) => Promise<void>) => () => Promise<void>;

/** Beyond the end of a window: a real clock is not to the millisecond. */
export const moreThanMs = 60;

/** What nobody waits for has arrived after it. */
export const momentMs = 30;
