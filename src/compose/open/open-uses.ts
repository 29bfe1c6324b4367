import type { DataFolder } from '../../disk/data/data-folder.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Observer } from '../../domain/gateway/observer.ts';
import type { UsesControl } from '../../domain/gateway/uses-control.ts';
import type { Log } from '../../domain/log.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { isApiRefusal } from '../../hestia/answer/api-refusal.ts';
import { countUses, type NewUses } from '../../usage/count-uses.ts';
import { KeptUses } from '../../usage/kept-uses.ts';
import type { InForce } from '../in-force.ts';
import { usedCredentials } from './used-credentials.ts';

interface UsesParts {
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly log: Log;
  readonly inForce: () => InForce;
  readonly newUses: NewUses;
}

/** The record of uses. Where counters are in Redis, it is kept in `data` only where the configuration names that. */
export function openUses(
  { redis, data: folder }: Pick<Settings, 'redis' | 'data'>,
  { inForce, newUses, ...parts }: UsesParts,
): { readonly observer: Observer; readonly control: UsesControl } {
  const uses = new KeptUses(parts);
  if (redis === undefined || folder.isRequired) parts.data.add(uses);
  return {
    observer: countUses({
      uses,
      clock: parts.clock,
      ipv6Prefix: () => inForce().ipv6Prefix,
      newUses,
      isPanelsRefusal: ({ call, result, user }) =>
        call !== undefined && result.kind === 'answered' && isApiRefusal(call, result.answer, user),
    }),
    control: {
      atMs: () => parts.clock.wallMs(),
      sinceMs: () => uses.sinceMs,
      all: (wanted) => usedCredentials(inForce().panels, uses.book(), wanted),
    },
  };
}
