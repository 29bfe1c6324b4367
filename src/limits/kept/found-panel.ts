import { nameOf } from '../logins/ban-table.ts';
import type { KeptBan, KeptEntry, KeptKey } from './kept-entry.ts';

/** What the files hold of one panel: bans by the names of their subjects, failures by the keys. */
export interface FoundPanel {
  readonly bans: ReadonlyMap<string, KeptBan>;
  readonly keys: ReadonlyMap<string, KeptKey>;
}

export const nothingFound: FoundPanel = { bans: new Map(), keys: new Map() };

/** What comes of records in their order, by panel. */
export function foundPanels(entries: readonly KeptEntry[]): ReadonlyMap<string, FoundPanel> {
  const panels = new Map<string, { readonly bans: Map<string, KeptBan>; readonly keys: Map<string, KeptKey> }>();
  for (const entry of entries) {
    const panel = panels.get(entry.panel) ?? { bans: new Map(), keys: new Map() };
    panels.set(entry.panel, panel);
    switch (entry.kind) {
      case 'ban':
        panel.bans.set(nameOf(entry.ban.subject), entry.ban);
        break;
      case 'unban':
        panel.bans.delete(nameOf(entry.subject));
        break;
      case 'key':
        if (entry.key.used > 0) panel.keys.set(entry.key.key, entry.key);
        else panel.keys.delete(entry.key.key);
        break;
    }
  }
  return panels;
}
