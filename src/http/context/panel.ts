import type { PanelClient } from '../../domain/gateway/panel-client.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import type { Ledger } from '../../domain/ledger/ledger.ts';

/** One panel as requests see it. */
export interface Panel {
  readonly name: string;
  /** What a request is judged by that begins now. */
  readonly snapshot: () => Snapshot;
  readonly client: PanelClient;
  /** What is counted. Its own: what a client does at one panel does not count at another. */
  readonly ledger: Ledger;
}
