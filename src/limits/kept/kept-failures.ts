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

export interface KeptFailures extends DataPart {
  /** A panel that came later, or again: what is kept of it counts from now on. */
  readonly add: (name: string, panel: KeptPanelOptions) => void;
  /** The panel is not configured any more: what is known of it stays in the files. */
  readonly drop: (name: string) => void;
}

/** Bans, failures of keys and known prefixes in `bans.json` and `prefixes.json`, where they are kept in memory otherwise. */
export function createKeptFailures({ panels: first, data, ...parts }: KeptFailuresOptions): KeptFailures {
  const panels = new Map(first);
  const bans = new KeptBans({ path: data.pathOf('bans.json'), panels, ...parts });
  const prefixes = new KeptPrefixes({ path: data.pathOf('prefixes.json'), panels, ...parts });
  const follow = (name: string, { failures }: KeptPanelOptions): void => {
    failures.changed = (change) => {
      if ('subject' in change) bans.changed(name, change.subject);
      else prefixes.changed(name, change.known);
    };
  };
  for (const [name, panel] of panels) follow(name, panel);
  const files = [bans.file, prefixes.file];
  return {
    add: (name, panel) => {
      panels.set(name, panel);
      bans.add(name, panel);
      prefixes.add(name);
      follow(name, panel);
    },
    drop: (name) => {
      const panel = panels.get(name);
      if (panel === undefined) return;
      panel.failures.changed = () => undefined;
      bans.drop(name);
      prefixes.drop(name);
      panels.delete(name);
    },
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
