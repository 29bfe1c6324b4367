import type { Clock } from '../../domain/clock.ts';
import type { CommandTable } from '../../domain/panel/command-facts.ts';
import type { Log } from '../../domain/log.ts';

/** What all panels share, whatever the configuration. */
export interface PanelParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly commands: CommandTable;
}
