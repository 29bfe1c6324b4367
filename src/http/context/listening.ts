import type { Address } from '../../domain/address/address.ts';
import type { Clock } from '../../domain/clock.ts';
import type { RefusalEscalation } from '../../domain/ledger/refusal-escalation.ts';
import type { Log } from '../../domain/log.ts';
import type { StallWatch } from '../bounds/stall-watch.ts';
import type { Closings } from './closings.ts';
import type { Connections } from './connection.ts';
import type { Rules } from './rules.ts';

/** What is needed to accept connections. */
export interface Listening {
  /** Those in force at this moment. */
  readonly rules: () => Rules;
  readonly clock: Clock;
  readonly log: Log;
  /** One for all panels: the panel is not known yet when a connection is accepted. */
  readonly escalation: RefusalEscalation;
  readonly connections: Connections;
  readonly stalls: StallWatch;
  readonly closings: Closings;
  /** A client that is preferred where connections or memory run out: an allowlist names it, or a key worked from its address lately. */
  readonly isPreferred: (address: Address) => boolean;
}
