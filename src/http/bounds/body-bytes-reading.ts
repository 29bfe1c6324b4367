import type { PartReading } from '../../domain/status-part.ts';
import type { MemoryLedger } from './memory-ledger.ts';

/** The metric of the memory that bodies hold. */
export function bodyBytesReading(bodies: Pick<MemoryLedger, 'heldBytes'>): PartReading {
  return {
    type: 'gauge',
    name: 'hearthgate_body_bytes',
    help: 'Bytes of bodies that are held.',
    labels: [],
    read: () => [{ labels: {}, value: bodies.heldBytes }],
  };
}
