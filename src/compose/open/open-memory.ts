import { AnswerLedger } from '../../http/bounds/answer-ledger.ts';
import { MemoryLedger, type MemoryLedgerOptions } from '../../http/bounds/memory-ledger.ts';
import { readUnsentBytes } from '../../http/bounds/unsent-bytes.ts';
import type { SharedMemory } from '../shared-memory.ts';

type MemoryParts = Pick<MemoryLedgerOptions, 'clock' | 'isPreferred'> & { readonly bounds: () => SharedMemory };

/** The memory that all clients share out: for bodies that come, and for answers that go. */
export function openMemory({ bounds, ...parts }: MemoryParts): { readonly bodies: MemoryLedger; readonly answers: AnswerLedger } {
  return {
    bodies: new MemoryLedger({ ...parts, bounds: () => bounds().bodies, isShareHard: true }),
    answers: new AnswerLedger({ ...parts, bounds: () => bounds().answers, readUnsent: readUnsentBytes }),
  };
}
