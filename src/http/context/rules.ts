import type { ClientPolicy } from '../../domain/policy/policy.ts';
import type { BodySettings } from '../../domain/policy/settings.ts';
import type { Panel } from './panel.ts';

/** What the configuration in force says of requests. Another configuration has others; a request keeps those that it began with. */
export interface Rules {
  /** The panel that answers to a Host name; undefined: none. No name at all leads to the default panel. */
  readonly panelOf: (host: string | undefined) => Panel | undefined;
  /** Who may speak for a client, where no panel answers to the name. */
  readonly clients: () => ClientPolicy;
  readonly body: BodySettings;
}
