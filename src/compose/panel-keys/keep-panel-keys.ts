import { existsSync } from 'node:fs';
import type { DataFolder } from '../../disk/data/data-folder.ts';
import type { Log } from '../../domain/log.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import type { ShownKey } from '../../forward/trust/shown-key.ts';
import { createKeptPanelKeys } from './kept-panel-keys.ts';
import type { OpenPanel } from '../open-panel.ts';

interface KeepParts {
  readonly panels: readonly OpenPanel[];
  readonly data: DataFolder;
  readonly log: Log;
}

/** Other panels are in force. */
export type KeepsPanelKeys = (panels: readonly OpenPanel[]) => void;

/**
 * Keeps what panels showed in `data`. Where counters are in Redis, the folder is used only where the configuration names it. Also where no panel is
 * verified so any more: what was kept of it must not count when one is again.
 */
export function keepPanelKeys({ redis, data: folder }: Settings, { panels, data, log }: KeepParts): KeepsPanelKeys {
  const shownKeys = shownKeysOf(panels);
  const isUsed = redis === undefined || folder.isRequired;
  if (!isUsed || (shownKeys.size === 0 && !existsSync(data.pathOf('panel-keys.json')))) return () => undefined;
  const kept = createKeptPanelKeys({ shownKeys, data, log });
  data.add(kept);
  return (others) => kept.use(shownKeysOf(others));
}

function shownKeysOf(panels: readonly OpenPanel[]): ReadonlyMap<string, ShownKey> {
  return new Map(
    panels.flatMap(({ settings, shownKey }) => (shownKey === undefined ? [] : [[settings.name, shownKey] as const])),
  );
}
