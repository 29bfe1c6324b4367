import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/resolve/read-settings.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { speak } from '../http/proxy-client.ts';
import { announcing } from '../http/proxy-headers.ts';
import { silentLog } from '../state/sources/silent-log.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// Two panels share a listener. The second trusts a proxy, the first trusts none. Whoever holds that proxy announces an address that the first
// panel allows, and asks for the first panel.

const allowed = '203.0.113.7';
let panels: readonly Site[] = [];
let gateway: Gateway;
let url = '';
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'two-panels-'));
  panels = await Promise.all([openSite(), openSite()]);
  const configuration = {
    listen: [{ port: 0, plaintext: true, proxyProtocol: true }],
    admin: { socket: join(folder, 'admin.sock') },
    audit: { file: join(folder, 'audit.log') },
    clients: { allow: [allowed] },
    stop: { grace: '1s' },
    panels: panels.map(({ panel, folder: { root } }, index) => ({
      name: `panel${index}`,
      hosts: [`panel${index}.test`],
      url: panel.origin,
      state: { files: root },
      ...(index === 1 ? { clients: { trustedProxies: ['127.0.0.1'] } } : {}),
    })),
  };
  const settings = readSettings(JSON.stringify(configuration), { file: join(folder, 'gateway.yaml'), env: {} });
  gateway = createGateway(settings, { clock: systemClock, log: silentLog });
  [url = ''] = await gateway.start();
});

afterAll(async () => {
  await gateway.stop();
  await Promise.all(panels.map((site) => site.close()));
  rmSync(folder, { recursive: true });
});

function callTo(host: string): Buffer {
  const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();
  const head = `POST /api/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded`;
  return Buffer.from(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
}

describe('an address that a proxy announces', () => {
  it('counts at the panel that trusts the proxy', async () => {
    const { reply } = await speak(url, { pieces: [announcing(allowed)], request: callTo('panel1.test') });
    expect(reply.status).toBe(200);
  });

  it('is none at a panel that does not', async () => {
    const { reply } = await speak(url, { pieces: [announcing(allowed)], request: callTo('panel0.test') });
    expect([reply.status, reply.body]).toEqual([401, 'Error: IP is not allowed to connect with API']);
    expect(panels[0]?.panel.requests).toEqual([]);
  });
});
