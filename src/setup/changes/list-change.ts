import { rightsOf } from '../../host/file-rights.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { isPanelGone, mendPanelConf, readPanelList, writePanelList } from '../../host/panel-setting.ts';
import type { Deeds, ListChange } from './change.ts';

const everyone = 'allow-all';

export const listDeeds: Deeds<ListChange> = {
  // What is added to the list, or taken from it, stays the same; what it is added to is what stands there now.
  refreshed: async (change) => {
    const now = readPanelList();
    const after = change.isExact === true ? change.after : moved(now, change.before, change.after);
    return { ...change, before: now, after, rights: await rightsOf(panelPaths.conf) };
  },

  remembered: async (change) => (isPanelGone() ? change : { ...change, rights: await rightsOf(panelPaths.conf) }),

  isMade: async ({ after }) => readPanelList() === after,

  make: async ({ before, after, isExact, rights }) => {
    mendPanelConf();
    // Others may have changed it since an earlier try was broken off.
    await writePanelList(isExact === true ? after : moved(readPanelList(), before, after), rights);
  },

  takeBack: async ({ before, after, rights }) => {
    mendPanelConf();
    if (isPanelGone()) return ['the panel is gone, and its list with it'];
    const now = readPanelList();
    const isOurs = now === after || now === before;
    const narrowed = !isOurs && before === everyone;
    const wanted = narrowed ? now : movedBack(now, before, after);
    // Also where it stands there already: a command that was broken off may have left the file with other rights.
    await writePanelList(wanted, rights);
    return isOurs ? [] : [`the panel's list of API addresses was changed by somebody else since; it is ${wanted || 'empty'} now`];
  },
};

/** Where it is as before already, nothing is moved. */
function movedBack(now: string, before: string, after: string): string {
  return now === before ? before : moved(now, after, before);
}

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
