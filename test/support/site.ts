import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificate } from './certificate.ts';
import { makePanelFolder, type PanelFolder } from './panel-folder.ts';
import { type RecordingPanel, startRecordingPanel } from './recording-panel.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './test-gateway.ts';
import type { RecordedKey } from './transcripts.ts';

/** A panel that records, its folder, and a gateway before them. */
export interface Site {
  readonly panel: RecordingPanel;
  readonly folder: PanelFolder;
  readonly gateway: TestGateway;
  readonly close: () => Promise<void>;
}

export type SiteOptions = Partial<TestGatewayOptions> & {
  readonly conf?: Readonly<Record<string, string>>;
  /** The panel speaks TLS, with a certificate of its own. */
  readonly panelTls?: boolean;
};

const secretOf = (name: string): string => `${name}-`.padEnd(40, 'x');
const key = (id: string, user: string, permissions: string): RecordedKey => ({
  id: id.padEnd(20, '0'),
  secret: secretOf(id),
  user,
  permissions,
});

/** Keys of the site's panel. admin is its root user, alice is active, bob is suspended, ghost has no account. */
export const keys = {
  root: key('ROOT', 'admin', ''),
  billing: key('BILLING', 'admin', 'billing'),
  alice: key('ALICE', 'alice', 'mail-accounts'),
  bob: key('BOB', 'bob', 'mail-accounts'),
  ghost: key('GHOST', 'ghost', 'mail-accounts'),
};

export const apiKey = 'DeprecatedKey_0123456789-ABCDEF';

const openConf = { API: 'yes', API_SYSTEM: '2', API_ALLOWED_IP: '127.0.0.1', ROOT_USER: 'admin' };

export async function openSite(options: SiteOptions = {}): Promise<Site> {
  const folder = await makePanelFolder({
    conf: { ...openConf, ...options.conf },
    keys: Object.values(keys),
    users: { admin: 'active', alice: 'active', bob: 'suspended' },
    apiKeys: [apiKey],
  });
  rmSync(join(folder.root, 'data', 'users', 'ghost'), { recursive: true });
  const panel = await startRecordingPanel(options.panelTls === true ? { tls: readCertificate('panel') } : {});
  const gateway = await startTestGateway({ origin: panel.origin, root: folder.root, ...options });
  const close = async (): Promise<void> => {
    await gateway.stop();
    await panel.stop();
    await folder.remove();
  };
  return { panel, folder, gateway, close };
}

/** Form fields of a call with a key. */
export function callWith(by: RecordedKey, cmd: string, ...args: readonly string[]): Record<string, string> {
  return {
    access_key: by.id,
    secret_key: by.secret,
    cmd,
    ...Object.fromEntries(args.map((arg, index) => [`arg${index + 1}`, arg])),
  };
}
