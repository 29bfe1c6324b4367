import type { Settings } from '../../domain/policy/settings.ts';
import { AnswerLedger } from '../../http/bounds/answer-ledger.ts';
import { MemoryLedger, type MemoryLedgerOptions } from '../../http/bounds/memory-ledger.ts';
import { shareOf } from '../../http/bounds/share-of.ts';
import { readUnsentBytes } from '../../http/bounds/unsent-bytes.ts';

type MemoryParts = Pick<MemoryLedgerOptions, 'clock' | 'isPreferred' | 'ipv6Prefix'>;

/** The memory that all clients share out: for bodies that come, and for answers that go. */
export function openMemory(
  { body, answer, panels }: Settings,
  parts: MemoryParts,
): { readonly bodies: MemoryLedger; readonly answers: AnswerLedger } {
  const largestAnswer = Math.max(...panels.map(({ upstream }) => upstream.maxAnswerBytes));
  return {
    bodies: new MemoryLedger({ ...parts, ...boundsOf(body, body.maxBytes), isShareHard: true }),
    answers: new AnswerLedger({ ...parts, ...boundsOf(answer, largestAnswer), readUnsent: readUnsentBytes }),
  };
}

interface Shared {
  readonly totalBytes: number;
  readonly totalBytesPerClient?: number | undefined;
}

/** A share holds at least one that is as large as may be. */
function boundsOf(
  { totalBytes, totalBytesPerClient }: Shared,
  largest: number,
): Pick<MemoryLedgerOptions, 'totalBytes' | 'clientBytes'> {
  return { totalBytes, clientBytes: totalBytesPerClient ?? Math.max(shareOf(totalBytes), largest) };
}
