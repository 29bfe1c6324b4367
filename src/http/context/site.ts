import type { UseQuotas } from '../../domain/ledger/use-quotas.ts';
import type { AnswerLedger } from '../bounds/answer-ledger.ts';
import type { Listening } from './listening.ts';
import type { Receiving } from './receiving.ts';
import type { Telling } from './telling.ts';
import type { TurnEnd } from './turn-end.ts';

/** Everything that requests share, from their connections to their answers. Who needs a part of it asks for that part. */
export interface Site extends Listening, Receiving, Telling {
  readonly answers: AnswerLedger;
  readonly quotas: () => UseQuotas;
  /** What is told of a call is written before its answer. */
  readonly turnEnd: TurnEnd;
  /** The gateway is stopping: no connection is kept for another request. */
  readonly isStopping: () => boolean;
}
