import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handOver } from './hand-over.ts';
import { type HandedGateway, startHandedGateway } from './handed-gateway.ts';
import { openSite, type Site } from './site.ts';

/** A site whose gateway is a process of its own that takes calls over a Unix socket, and over TCP beside it. */
export interface InsideSite {
  readonly site: Site;
  readonly folder: string;
  readonly gateway: HandedGateway;
  /** The path of the socket. */
  readonly socket: string;
  /** Of the other listener. */
  readonly url: string;
  /** What the audit log says of each request that has ended. */
  readonly ended: () => readonly AuditLine[];
  readonly close: () => Promise<void>;
}

export interface AuditLine {
  readonly address?: string;
  readonly proxy?: string;
  readonly reason?: string;
}

export interface InsideOptions {
  readonly allow: readonly string[];
  readonly limits?: object;
  readonly clients?: object;
  readonly maxConnections?: number;
}

const wide = { calls: 1_000_000, per: '60s' };

export async function openInsideSite(program: string, options: InsideOptions): Promise<InsideSite> {
  const folder = mkdtempSync(join(tmpdir(), 'inside-'));
  chmodSync(folder, 0o755);
  handOver(folder);
  const site = await openSite();
  handOver(site.folder.root);
  const socket = join(folder, 'api.sock');
  const audit = join(folder, 'audit.log');
  const { allow, clients, limits, maxConnections = 1000 } = options;
  const configuration = {
    listen: [
      { socket, maxConnections },
      // Taken by nobody: it listens on what it was handed.
      { host: '127.0.0.1', port: 1, plaintext: true },
    ],
    admin: { socket: join(folder, 'admin.sock') },
    data: folder,
    audit: { file: audit },
    clients: { allow, ...clients },
    limits: { address: wide, key: wide, ...limits },
    body: { timeout: '500ms', refusedTimeout: '500ms' },
    stop: { grace: '2s' },
    panels: [{ name: 'main', url: site.panel.origin, state: { files: site.folder.root } }],
  };
  const gateway = await startHandedGateway(program, { folder, configuration, places: ['tcp', { path: socket }] });
  const ended = (): readonly AuditLine[] =>
    readFileSync(audit, 'utf8')
      .split('\n')
      .filter((line) => /"event":"(?:answered|refused)"/.test(line))
      .map((line): AuditLine => JSON.parse(line));
  const close = async (): Promise<void> => {
    await gateway.stop();
    await site.close();
    rmSync(folder, { recursive: true });
  };
  return { site, folder, gateway, socket, url: gateway.urls[1] ?? '', ended, close };
}
