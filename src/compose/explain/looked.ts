import type { ExplainedCall } from '../../domain/gateway/explain-control.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import type { RunningBan } from '../../domain/ledger/limits-status.ts';
import type { FactPlaces } from './fact-places.ts';

/** A call, and what it is judged by. */
export interface Looked {
  readonly asked: ExplainedCall;
  readonly snapshot: Snapshot;
  /** It was compared; else it is taken to be right. */
  readonly isSecretGiven: boolean;
  /** The running gateway was asked. */
  readonly isLive?: boolean;
  readonly places?: FactPlaces;
  /** That refuse the address. */
  readonly bans?: readonly RunningBan[];
}
