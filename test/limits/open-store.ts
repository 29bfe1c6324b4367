import type { Counters } from '../../src/limits/store.ts';
import type { LedgerWith } from '../support/ledger.ts';

/** A store that holds nothing yet. */
export interface OpenStore {
  /** Of one gateway after the other, where several share the store. */
  readonly counters: () => Counters;
  readonly pass: (ms: number) => Promise<void>;
  /** What nobody waits for has arrived after it. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** How a kind of store is tested. */
export interface StoreTests {
  /** Opens a store for one test, and closes it after that. */
  readonly withStore: (test: (store: OpenStore) => Promise<void>, options?: LedgerWith) => () => Promise<void>;
  /** Windows that are to end within a test last for so long: the shortest one that a store has, or a few where time passes by itself. */
  readonly secondMs: number;
}
