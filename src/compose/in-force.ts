import type { Settings } from '../domain/policy/settings.ts';
import type { Rules } from '../http/context/rules.ts';
import { firstClients } from './clients/first-clients.ts';
import type { OpenPanel } from './open-panel.ts';
import { panelByHost } from './panel-by-host.ts';
import { type SharedMemory, sharedMemory } from './shared-memory.ts';

/** The configuration in force, and what was made of it. Frozen: a reload makes a new one. */
export interface InForce {
  readonly settings: Settings;
  readonly panels: readonly OpenPanel[];
  readonly rules: Rules;
  readonly memory: SharedMemory;
  /** Bits of an IPv6 address that count as one client, where no panel is known yet. */
  readonly ipv6Prefix: number;
  readonly panelNamed: (name: string) => OpenPanel | undefined;
}

/** @param panels those of the settings, of which there is at least one */
export function inForceOf(settings: Settings, panels: readonly OpenPanel[]): InForce {
  const named = new Map(panels.map((panel) => [panel.settings.name, panel]));
  const panelOf = panelByHost(panels);
  const clients = firstClients(panels.map(({ panel }) => panel));
  const [first] = settings.panels;
  if (first === undefined) throw new RangeError('a gateway needs at least one panel');
  const { ipv6Prefix } = first.policy.clients;
  return Object.freeze({
    settings,
    panels,
    rules: Object.freeze({
      panelOf: (host: string | undefined) => panelOf(host)?.panel,
      clients,
      body: settings.body,
    }),
    memory: sharedMemory(settings, ipv6Prefix),
    ipv6Prefix,
    panelNamed: (name: string) => named.get(name),
  });
}
