import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePanelFolder, type PanelFolder } from './panel-folder.ts';
import type { Recording, Transcript } from './transcripts.ts';

/** The folder of the panel that was recorded, with this hestia.conf. Its user `ghost` has a key and no account. */
export async function openRecordedPanel(recording: Recording, conf: Transcript['panel']): Promise<PanelFolder> {
  const { ROLE, COMMANDS } = recording.profiles.unscoped;
  const folder = await makePanelFolder({
    conf: { ...conf, ROOT_USER: 'admin' },
    keys: Object.values(recording.keys),
    users: { admin: 'active', alice: 'active', bob: 'suspended' },
    profiles: { unscoped: { role: ROLE, commands: COMMANDS.split(',') } },
    apiKeys: [recording.legacyKey],
  });
  rmSync(join(folder.root, 'data', 'users', 'ghost'), { recursive: true });
  return folder;
}
