import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makePanelFolder } from '../../test/support/panel-folder.ts';
import { projectFile } from './project-file.ts';
import { command, profileName, usedKey } from './traffic.ts';
import type { Workspace } from './workspace.ts';

/** The test certificate that panel and gateway show. */
export const certificate = { cert: projectFile('test/fixtures/tls/panel.crt'), key: projectFile('test/fixtures/tls/panel.key') };

/**
 * A panel's files with the access keys of traffic with so many keys, each with one profile.
 *
 * @returns their root
 */
export async function makeBenchFolder(workspace: Workspace, keys: number): Promise<string> {
  const { root } = await makePanelFolder({
    keys: Array.from({ length: keys }, (_, index) => usedKey(index)),
    profiles: { [profileName]: { role: 'user', commands: ['v-list-web-domains', command, 'v-list-dns-records'] } },
  });
  workspace.adopt(root);
  mkdirSync(join(root, 'ssl'));
  copyFileSync(certificate.cert, join(root, 'ssl', 'certificate.crt'));
  return root;
}
