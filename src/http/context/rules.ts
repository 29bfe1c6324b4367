import type { ClientPolicy } from '../../domain/policy/policy.ts';
import type { BodySettings } from '../../domain/policy/settings.ts';
import type { Panel } from './panel.ts';

/** What the configuration in force says of requests. A reload makes others; a request keeps those that it began with. */
export interface Rules {
  /** The panel that answers to a Host name; undefined: none. No name at all leads to the default panel. */
  readonly panelOf: (host: string | undefined) => Panel | undefined;
  /** Which proxies are trusted while the panel is not known. */
  readonly clients: () => ClientPolicy;
  readonly body: BodySettings;
}
