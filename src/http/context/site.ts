import type { Address } from '../../domain/address/address.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Dialects } from '../../domain/call/dialects.ts';
import type { Ledger } from '../../domain/ledger/ledger.ts';
import type { Log } from '../../domain/log.ts';
import type { Observer } from '../../domain/gateway/observer.ts';
import type { PanelClient } from '../../domain/gateway/panel-client.ts';
import type { ClientPolicy } from '../../domain/policy/policy.ts';
import type { RefusalLadder } from '../../domain/ledger/refusal-ladder.ts';
import type { BodySettings } from '../../domain/policy/settings.ts';
import type { Snapshot } from '../../domain/judging/snapshot.ts';
import type { AnswerLedger } from '../bounds/answer-ledger.ts';
import type { MemoryLedger } from '../bounds/memory-ledger.ts';
import type { Closings } from './closings.ts';
import type { Connections } from './connection.ts';
import type { StallWatch } from '../bounds/stall-watch.ts';
import type { TurnEnd } from './turn-end.ts';

/** Everything that requests share: what they are judged by, where they lead, who is told. */
export interface Site {
  /** The panel that answers to a Host name; undefined: none. No name at all leads to the default panel. */
  readonly panelOf: (host: string | undefined) => Panel | undefined;
  /** Who may speak for a client, where no panel answers to the name. */
  readonly clients: ClientPolicy;
  readonly body: BodySettings;
  readonly clock: Clock;
  readonly log: Log;
  /** One for all panels: at accept nobody knows yet which one is asked for. */
  readonly ladder: RefusalLadder;
  /** Which addresses ask for bare numbers. */
  readonly dialects: Dialects;
  /** Of bodies. */
  readonly ledger: MemoryLedger;
  readonly answers: AnswerLedger;
  /** What is told of a call is written before its answer. */
  readonly turnEnd: TurnEnd;
  readonly connections: Connections;
  readonly stalls: StallWatch;
  readonly closings: Closings;
  /** 16 random bytes in hexadecimal. */
  readonly newRequestId: () => string;
  readonly observers: readonly Observer[];
  /** A client that comes first where places or memory run out: one that a list names, or from whose address a key worked lately. */
  readonly isPreferred: (address: Address) => boolean;
  /** The gateway is stopping: no connection is kept for another request. */
  readonly isStopping: () => boolean;
}

/** One panel as requests see it. */
export interface Panel {
  readonly name: string;
  /** What a request is judged by that begins now. */
  readonly snapshot: () => Snapshot;
  readonly client: PanelClient;
  /** What is counted. Its own: what a client does at one panel does not count at another. */
  readonly ledger: Ledger;
}
