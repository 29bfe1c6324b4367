import type { DataFolder } from '../../disk/data/data-folder.ts';
import type { Clock } from '../../domain/clock.ts';
import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { Log } from '../../domain/log.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { History } from '../../history/history.ts';
import { KeptHistory } from '../../history/kept-history.ts';

interface HistoryParts {
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly log: Log;
  readonly status: () => GatewayStatus | undefined;
}

/** The history of calls. Where counters are in Redis, it is kept in `data` only where the configuration names that. */
export function openHistory(
  { redis, data: folder }: Pick<Settings, 'redis' | 'data'>,
  { status, ...parts }: HistoryParts,
): History {
  const history = new History({ clock: parts.clock, status });
  const kept = new KeptHistory({ ...parts, history });
  if (redis === undefined || folder.isRequired) parts.data.add(kept);
  return history;
}
