import type { PanelClient } from '../../domain/gateway/panel-client.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import type { Ledger } from '../../domain/ledger/ledger.ts';
import type { PanelUses } from './panel-uses.ts';

/** One panel under one configuration. A reload makes another one, and a request keeps the one that it began with. */
export interface Panel {
  readonly name: string;
  /** What a request is judged by that begins now. */
  readonly snapshot: () => Snapshot;
  readonly client: PanelClient;
  /** What is counted. Its own: what a client does at one panel does not count at another. */
  readonly ledger: Ledger;
  /** Counts users of the client: it is not closed before the last one has ended. */
  readonly uses: Pick<PanelUses, 'begin' | 'end'>;
}
