import type { Settings } from '../domain/policy/settings.ts';
import type { Rules } from '../http/context/rules.ts';
import { firstClients } from './clients/first-clients.ts';
import type { OpenPanel } from './open-panel.ts';
import { panelByHost } from './panel-by-host.ts';

/** The configuration in force, and what was made of it. Frozen: another configuration is another one. */
export interface InForce {
  readonly settings: Settings;
  readonly panels: readonly OpenPanel[];
  readonly rules: Rules;
  readonly panelNamed: (name: string) => OpenPanel | undefined;
}

export function inForceOf(settings: Settings, panels: readonly OpenPanel[]): InForce {
  const named = new Map(panels.map((panel) => [panel.settings.name, panel]));
  const panelOf = panelByHost(panels);
  return Object.freeze({
    settings,
    panels,
    rules: Object.freeze({
      panelOf: (host: string | undefined) => panelOf(host)?.panel,
      clients: firstClients(panels.map(({ panel }) => panel)),
      body: settings.body,
    }),
    panelNamed: (name: string) => named.get(name),
  });
}
