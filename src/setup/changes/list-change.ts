import { rightsOf } from '../../host/file-rights.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { mendPanelConf, readPanelList, writePanelList } from '../../host/panel-setting.ts';
import type { Deeds, ListChange } from './change.ts';

const everyone = 'allow-all';

export const listDeeds: Deeds<ListChange> = {
  // What is added to the list, or taken from it, stays the same; what it is added to is what stands there now.
  refreshed: async (change) => {
    const now = readPanelList();
    return { ...change, before: now, after: moved(now, change.before, change.after), rights: await rightsOf(panelPaths.conf) };
  },

  remembered: async (change) => ({ ...change, rights: await rightsOf(panelPaths.conf) }),

  isMade: async ({ after }) => readPanelList() === after,

  make: async ({ after, rights }) => {
    mendPanelConf();
    await writePanelList(after, rights);
  },

  takeBack: async ({ before, after, rights }) => {
    mendPanelConf();
    const now = readPanelList();
    const wanted = now === after ? before : moved(now, after, before);
    await writePanelList(wanted, rights);
    return wanted === before ? [] : [`the panel's list of API addresses was changed since; it is ${wanted || 'empty'} now`];
  },
};

/** A list with the same entries added and taken away as lead from one list to another. */
function moved(now: string, from: string, to: string): string {
  if (now === from) return to;
  if (to === everyone || now === everyone) return everyone;
  const kept = new Set(entriesOf(to));
  const known = new Set(entriesOf(from));
  const left = entriesOf(now).filter((entry) => kept.has(entry) || !known.has(entry));
  return [...new Set([...left, ...entriesOf(to).filter((entry) => !known.has(entry))])].join(',');
}

function entriesOf(list: string): readonly string[] {
  return list.split(',').filter((entry) => entry !== '' && entry !== everyone);
}
