import type { DataFolder, DataPart } from '../disk/data-folder.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { KeptBans } from './kept-bans.ts';
import type { KeptPanelOptions } from './kept-panel.ts';
import { KeptPrefixes } from './kept-prefixes.ts';

export interface KeptFailuresOptions {
  /** What is to outlive a restart, of each panel by its name. */
  readonly panels: ReadonlyMap<string, KeptPanelOptions>;
  readonly data: Pick<DataFolder, 'pathOf'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Bans, failures of keys and known prefixes in `bans.json` and `prefixes.json`, where they are kept in memory otherwise. */
export function createKeptFailures({ panels, data, ...parts }: KeptFailuresOptions): DataPart {
  const bans = new KeptBans({ path: data.pathOf('bans.json'), panels, ...parts });
  const prefixes = new KeptPrefixes({ path: data.pathOf('prefixes.json'), panels, ...parts });
  for (const [name, { failures }] of panels) {
    failures.changed = (change) => {
      if ('subject' in change) bans.changed(name, change.subject);
      else prefixes.changed(name, change.known);
    };
  }
  return {
    holds: 'bans',
    follow: () => {
      bans.follow();
      prefixes.follow();
    },
    own: () => {
      bans.own();
      prefixes.own();
    },
    release: async () => {
      await Promise.all([bans.release(), prefixes.release()]);
    },
    isAhead: () => bans.isAhead || prefixes.isAhead,
  };
}
