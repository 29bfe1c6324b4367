import type { AddressSet } from '../../domain/address/address-set.ts';
import type { AddressFiles, AddressListName, PanelSettings, Settings } from '../../domain/policy/settings.ts';
import { addressLists } from '../text/address-lists.ts';
import { readAddressFile } from '../secrets/read-address-file.ts';
import { withList } from '../text/with-list.ts';

/** Settings as they are in force: what the address files hold now is in the lists. Files that cannot be used stay named. */
export function withAddressFiles(settings: Settings): Settings {
  return { ...settings, panels: settings.panels.map(withFilesOf) };
}

function withFilesOf(panel: PanelSettings): PanelSettings {
  const { addressFiles = {}, policy } = panel;
  let { clients } = policy;
  const unread: Partial<Record<AddressListName, string>> = {};
  for (const list of addressLists) {
    const path = addressFiles[list];
    const set = path === undefined ? undefined : setIn(path, list);
    if (set !== undefined) clients = withList(clients, { list, set });
    else if (path !== undefined) unread[list] = path;
  }
  return { ...panel, policy: { ...policy, clients }, addressFiles: unread };
}

/** How many entries each file of a panel's lists holds; those that cannot be used are left out. */
export function countEntries({ addressFiles = {} }: PanelSettings): { readonly [List in AddressListName]?: number } {
  const counts: Partial<Record<AddressListName, number>> = {};
  for (const list of addressLists) {
    const path: AddressFiles[AddressListName] = addressFiles[list];
    const set = path === undefined ? undefined : setIn(path, list);
    if (set !== undefined) counts[list] = set.texts.length;
  }
  return counts;
}

function setIn(path: string, list: AddressListName): AddressSet | undefined {
  try {
    return readAddressFile(path, list);
  } catch {
    // What is wrong with it is told where files are looked at.
    return undefined;
  }
}
