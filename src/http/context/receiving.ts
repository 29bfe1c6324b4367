import type { Dialects } from '../../domain/call/dialects.ts';
import type { MemoryLedger } from '../bounds/memory-ledger.ts';
import type { Listening } from './listening.ts';

/** What is needed to read requests. */
export interface Receiving extends Pick<Listening, 'rules' | 'escalation' | 'isPreferred'> {
  /** Which addresses ask for bare numbers. */
  readonly dialects: Dialects;
  /** Of bodies. */
  readonly ledger: MemoryLedger;
  /** 16 random bytes in hexadecimal. */
  readonly newRequestId: () => string;
}
