import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readPageFiles } from '../../src/admin/page/page-files.ts';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import type { GatewayStatus } from '../../src/domain/gateway/gateway-status.ts';
import { digestOf } from '../../src/domain/secret.ts';
import { type AskedGateway, openAskedGateway } from '../ask/asked-gateway.ts';
import { freePort } from '../support/free-port.ts';
import { openSite, type Site } from '../support/site.ts';

export interface WatchedGateway {
  readonly gateway: AskedGateway;
  readonly site: Site;
  /** Of the second listener. */
  readonly origin: string;
}

interface WatchedOptions {
  /** Over the rest of the configuration. */
  readonly settings?: object;
  readonly clock?: Clock;
  readonly doctorGrade?: GatewayStatus['doctorGrade'];
}

/** Tokens of the second listener. */
export const readToken = 'r'.repeat(32);
export const operateToken = 'o'.repeat(32);

/** A gateway in this process with the page as it is shipped, on a port that it keeps over a restart. Stops with the test. */
export async function openWatchedGateway({
  settings = {},
  clock = systemClock,
  doctorGrade,
}: WatchedOptions = {}): Promise<WatchedGateway> {
  const site = await openSite();
  const folder = mkdtempSync(join(tmpdir(), 'hearthgate-page-'));
  const tokensFile = join(folder, 'admin.tokens');
  const lines = [`reader read sha256:${hexOf(readToken)}`, `operator operate sha256:${hexOf(operateToken)}`];
  writeFileSync(tokensFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  const port = await freePort();
  const gateway = await openAskedGateway(site, {
    settings: { admin: { host: '127.0.0.1', port, tokenFile: 'admin.token', tokensFile }, ...settings },
    token: 'admin.token',
    clock,
    ...(doctorGrade && { doctorGrade }),
    pageFiles: readPageFiles(new URL('../../dist/page', import.meta.url).pathname),
  });
  onTestFinished(async () => {
    await gateway.stop();
    await site.close();
    rmSync(folder, { recursive: true });
  });
  return { gateway, site, origin: `http://127.0.0.1:${port}` };
}

function hexOf(token: string): string {
  return digestOf(token).toString('hex');
}
