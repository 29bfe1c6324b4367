import type { PanelClient } from '../../domain/gateway/panel-client.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import type { Ledger } from '../../domain/ledger/ledger.ts';
import type { PanelUses } from './panel-uses.ts';

/** One panel as requests see it, by one configuration: another configuration has another one, and a request keeps that which it began with. */
export interface Panel {
  readonly name: string;
  /** What a request is judged by that begins now. */
  readonly snapshot: () => Snapshot;
  readonly client: PanelClient;
  /** What is counted. Its own: what a client does at one panel does not count at another. */
  readonly ledger: Ledger;
  /** Whoever needs the client says so: it is not closed before that has ended. */
  readonly uses: Pick<PanelUses, 'begin' | 'end'>;
}
