import type { LimitStatus } from '../../domain/ledger/ledger.ts';

/** The limit that is reached first, if calls go on; of several the one that was asked last, which is the one that refused. */
export function closestLimit(statuses: readonly LimitStatus[]): LimitStatus | undefined {
  let closest: LimitStatus | undefined;
  for (const status of statuses) if (closest === undefined || status.left <= closest.left) closest = status;
  return closest;
}
