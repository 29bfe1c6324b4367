import type { Ledger } from '../../src/domain/ledger.ts';
import { createGuardLedger } from '../../src/limits/guard-ledger.ts';
import type { MemoryFailures } from '../../src/limits/memory-failures.ts';
import type { MemoryLimiter } from '../../src/limits/memory-limiter.ts';
import { type GuardWith, guardWith } from './guard.ts';

/** Counters in memory; each call makes some that have counted nothing. */
export function ledgerWith(options: GuardWith = {}): {
  readonly ledger: Ledger;
  readonly limiter: MemoryLimiter;
  readonly failures: MemoryFailures;
} {
  const guard = guardWith(options);
  const ledger = createGuardLedger({ begin: () => guard, local: guard.limiter });
  return { ledger, limiter: guard.limiter, failures: guard.store };
}
