import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../domain/secret.ts';
import { demoCommands } from '../commands/command-table.ts';
import { accessKeysOf, createDemoKeys, type DemoKeys } from '../commands/demo-keys.ts';
import { type DemoPanel, startDemoPanel } from './demo-panel.ts';
import { demoProfiles } from '../commands/demo-profiles.ts';
import type { DemoPlaces } from './gateway-setups.ts';
import { type PanelFacts, removeUserFile, writePanelFolder, writeUserFile } from './panel-folder.ts';
import { demoUsers, PanelStore } from '../commands/panel-store.ts';

/** Everything that the demonstration's gateways stand in front of. */
export interface DemoSite {
  readonly keys: DemoKeys;
  readonly panel: DemoPanel;
  readonly places: DemoPlaces;
  /** Opens the gateway's page. */
  readonly pageToken: Secret;
  /** Everything of the demonstration that is on the disk. */
  readonly folder: string;
  /** Ends the panel, whatever is in flight, and removes the folder. */
  readonly stop: () => Promise<void>;
}

const rootUser = 'admin';

/** Starts a panel that is made up and writes its files into a new folder; users that are changed there are changed in the files, too. */
export async function startDemoSite(): Promise<DemoSite> {
  const keys = createDemoKeys();
  const store = new PanelStore(demoUsers());
  const folder = mkdtempSync(join(tmpdir(), 'hearthgate-demo-'));
  const panelFolder = join(folder, 'panel');
  const rootOnlyFolder = join(folder, 'panel-for-root-only');
  const facts: Omit<PanelFacts, 'apiSystem'> = {
    rootUser,
    keys: accessKeysOf(keys),
    apiKey: keys.apiKey.reveal(),
    profiles: demoProfiles,
    commands: demoCommands,
    users: store.users(),
  };
  writePanelFolder(panelFolder, { ...facts, apiSystem: '2' });
  writePanelFolder(rootOnlyFolder, { ...facts, apiSystem: '1' });
  store.listen({
    saved: (user) => writeUserFile(panelFolder, user),
    removed: (name) => removeUserFile(panelFolder, name),
  });
  const pageToken = new Secret(randomBytes(24).toString('base64url'));
  writeFileSync(join(folder, 'admin.token'), pageToken.reveal(), { mode: 0o600 });
  const { apiKey, adminPassword: rootPassword } = keys;
  const panel = await startDemoPanel({ keys: accessKeysOf(keys), profiles: demoProfiles, apiKey, rootUser, rootPassword }, store);
  return {
    keys,
    panel,
    places: {
      panelUrl: panel.origin,
      deadUrl: `http://127.0.0.1:${await freePort()}`,
      pagePort: await freePort(),
      panelFolder,
      rootOnlyFolder,
      missingFolder: join(folder, 'no-panel'),
    },
    pageToken,
    folder,
    stop: async () => {
      await panel.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One that was free a moment ago and has been given back. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 1;
      server.close(() => resolve(port));
    });
  });
}
