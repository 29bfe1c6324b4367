import type { DataFolder } from '../../disk/data/data-folder.ts';
import type { DataPart } from '../../disk/data/data-part.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
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
  const files = [bans.file, prefixes.file];
  return {
    holds: 'bans',
    follow: () => {
      for (const file of files) file.follow();
    },
    own: () => {
      for (const file of files) file.own();
    },
    isIntact: () => files.every((file) => file.isIntact()),
    suspend: async () => {
      await Promise.all(files.map((file) => file.suspend()));
    },
    release: async () => {
      bans.writeKeys();
      await Promise.all(files.map((file) => file.release()));
    },
    aheadWords: () => (bans.file.changes === 0 ? undefined : `${bans.file.changes} changes of bans and failures were made`),
    clockWasSet: () => {
      bans.judgeAnew();
      for (const file of files) file.rewrite();
    },
    fault: () => files.find(({ fault }) => fault !== undefined)?.fault,
    isAhead: () => files.some(({ isAhead }) => isAhead),
  };
}
