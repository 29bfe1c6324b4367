import type { Settings } from '../domain/policy/settings.ts';
import type { MemoryBounds } from '../http/bounds/memory-ledger.ts';
import { shareOf } from '../http/bounds/share-of.ts';

/** The bounds of the memory that all clients share out, by one configuration. */
export interface SharedMemory {
  readonly bodies: MemoryBounds;
  readonly answers: MemoryBounds;
}

export function sharedMemory({ body, answer, panels }: Settings, ipv6Prefix: number): SharedMemory {
  const largestAnswer = Math.max(...panels.map(({ upstream }) => upstream.maxAnswerBytes));
  return Object.freeze({
    bodies: Object.freeze({ ...boundsOf(body, body.maxBytes), ipv6Prefix }),
    answers: Object.freeze({ ...boundsOf(answer, largestAnswer), ipv6Prefix }),
  });
}

interface Shared {
  readonly totalBytes: number;
  readonly totalBytesPerClient?: number | undefined;
}

/** A share holds at least one that is as large as may be. */
function boundsOf({ totalBytes, totalBytesPerClient }: Shared, largest: number): Omit<MemoryBounds, 'ipv6Prefix'> {
  return { totalBytes, clientBytes: totalBytesPerClient ?? Math.max(shareOf(totalBytes), largest) };
}
