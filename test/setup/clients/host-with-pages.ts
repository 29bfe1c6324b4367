import { spawnSync } from 'node:child_process';
import { findServer } from '../../support/find-server.mjs';
import { type Ended, type Host, openHost, panels } from '../host.ts';

/** A checkout of the panel, whose own pages and API are served. */
const source = process.env['HESTIA_SOURCE'];
const isLaidOut = panels.every(({ isSkipped }) => !isSkipped);

/** The panel's pages are at hand, and so is a PHP that can call them. */
export const canServePages = isLaidOut && hasCurl();

export const accessKey = { id: 'BILLINGKEY0000000001', secret: 'S'.repeat(40) } as const;
export const apiKey = 'ABCDEFGHIJKLMNOPQRST';
export const panelAddress = '192.0.2.1';
export const clientAddress = '192.0.2.10';

/** Both ways, and the port that clients call then. */
export const modes = [
  { mode: 'beside', port: 8483 },
  { mode: 'inside', port: 8083 },
] as const;

/** A host with the panel's own pages, and another one beside it from which clients call. */
export async function openHostWithPages(): Promise<Host> {
  return openHost({ source, env: { REAL_PAGES: 'yes', ACL_OF_CONF: 'yes' } });
}

/** Runs a line of bash on the client's host. */
export function onClient(at: Host, script: string): Ended {
  const network = `--net=/proc/${at.read('/run/client.pid').trim()}/ns/net`;
  return at.run('nsenter', network, 'bash', '--norc', '-c', script);
}

/** What the panel ran that changes accounts, since this was asked last. */
export function takeCommands(at: Host): readonly string[] {
  const lines = at.read('/var/log/commands').split('\n').slice(0, -1);
  at.shell(': > /var/log/commands');
  return lines;
}

/** Of the requests that ended at the gateway. */
export function audited(at: Host): readonly string[] {
  return at
    .read('/var/log/hearthgate/audit.log')
    .split('\n')
    .filter((line) => /"event":"(?:answered|refused)"/.test(line));
}

function hasCurl(): boolean {
  const php = findServer('php');
  return php !== undefined && spawnSync(php, ['-r', "exit(extension_loaded('curl') ? 0 : 1);"]).status === 0;
}
