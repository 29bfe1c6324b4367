import { existsSync } from 'node:fs';
import type { DataFolder } from '../disk/data/data-folder.ts';
import type { Log } from '../domain/log.ts';
import type { Settings } from '../domain/policy/settings.ts';
import { createKeptPanelKeys } from './kept-panel-keys.ts';
import type { OpenPanel } from './open-panel.ts';

interface KeepParts {
  readonly panels: readonly OpenPanel[];
  readonly data: DataFolder;
  readonly log: Log;
}

/**
 * Keeps what panels showed in `data`. Where counters are in Redis, the folder is used only where the configuration names it. Also where no panel is
 * verified so any more: what was kept of it must not count when one is again.
 */
export function keepPanelKeys({ redis, data: folder }: Settings, { panels, data, log }: KeepParts): void {
  if (redis !== undefined && !folder.isRequired) return;
  const shownKeys = new Map(
    panels.flatMap(({ settings, shownKey }) => (shownKey === undefined ? [] : [[settings.name, shownKey] as const])),
  );
  if (shownKeys.size > 0 || existsSync(data.pathOf('panel-keys.json'))) data.add(createKeptPanelKeys({ shownKeys, data, log }));
}
