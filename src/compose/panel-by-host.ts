import type { OpenPanel } from './open-panel.ts';

/**
 * Finds the panel that answers to a Host name, in one look-up however many there are.
 *
 * @returns a function that gives the default panel for no name, and for one that no panel has; undefined: there is no default panel
 */
export function panelByHost(panels: readonly OpenPanel[]): (host: string | undefined) => OpenPanel | undefined {
  const named = new Map(panels.flatMap((panel) => panel.settings.hosts.map((host) => [host, panel] as const)));
  const byDefault = panels.find(({ settings }) => settings.isDefault);
  return (host) => (host === undefined ? undefined : named.get(host)) ?? byDefault;
}
