import { readSettings } from '../../src/config/resolve/read-settings.ts';
import type { PanelSettings, Settings } from '../../src/domain/policy/settings.ts';

/** What a configuration comes to that says what is required and nothing else, and allows nobody. */
export const defaultSettings: Settings = readSettings(JSON.stringify({ clients: { allow: [] }, panels: [{}] }), {
  file: '/etc/hearthgate/gateway.yaml',
  env: {},
});

export const defaultPanel: PanelSettings = onlyOf(defaultSettings.panels);

function onlyOf<T>(list: readonly T[]): T {
  const [only] = list;
  if (only === undefined) throw new Error('a configuration without panels was read');
  return only;
}
