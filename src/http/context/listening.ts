import type { Address } from '../../domain/address/address.ts';
import type { Clock } from '../../domain/clock.ts';
import type { RefusalEscalation } from '../../domain/ledger/refusal-escalation.ts';
import type { Log } from '../../domain/log.ts';
import type { StallWatch } from '../bounds/stall-watch.ts';
import type { Closings } from './closings.ts';
import type { Connections } from './connection.ts';
import type { Rules } from './rules.ts';

/** What connections are met with, before anybody knows what they ask for. */
export interface Listening {
  /** Those in force at this moment. */
  readonly rules: () => Rules;
  readonly clock: Clock;
  readonly log: Log;
  /** One for all panels: at accept nobody knows yet which one is asked for. */
  readonly escalation: RefusalEscalation;
  readonly connections: Connections;
  readonly stalls: StallWatch;
  readonly closings: Closings;
  /** A client that comes first where places or memory run out: one that a list names, or from whose address a key worked lately. */
  readonly isPreferred: (address: Address) => boolean;
}
