import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { openSite, type Site } from '../support/site.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

let site: Site;
let gateway: AskedGateway;
beforeEach(async () => {
  site = await openSite();
});
afterEach(async () => {
  await gateway.stop();
  await site.close();
});

describe('hearthgate ready', () => {
  test('is 0 where the gateway can do its work, also where the file on disk has a fault by now', async () => {
    gateway = await openAskedGateway(site);
    expect(await gateway.hearthgate('ready')).toEqual({ code: 0, out: '', err: '' });
    appendFileSync(join(gateway.folder, 'gateway.yaml'), '\n}');
    writeFileSync(join(gateway.folder, 'gateway.yaml'), JSON.stringify({ admin: { socket: 'admin.sock' }, limit: {} }));
    expect((await gateway.hearthgate('ready')).code).toBe(0);
  });

  test('is 1 with the reasons where it cannot', async () => {
    const dead = `http://127.0.0.1:${await freePort()}`;
    gateway = await openAskedGateway(site, { panel: { url: dead } });
    const { code, out, err } = await gateway.hearthgate('ready');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^hearthgate: not ready\nstate main: ok\npanel main: .*ECONNREFUSED/);
  });

  test('needs no token, and none that can be read', async () => {
    const token = 'never-read';
    const port = await freePort();
    gateway = await openAskedGateway(site, { token, settings: { admin: { host: '127.0.0.1', port, tokenFile: token } } });
    writeFileSync(join(gateway.folder, token), '');
    expect(await gateway.hearthgate('ready')).toEqual({ code: 0, out: '', err: '' });
  });

  test('is 71 where nobody answers', async () => {
    gateway = await openAskedGateway(site);
    await gateway.close();
    expect(await gateway.hearthgate('ready')).toMatchObject({ code: 71, out: '' });
  });
});
