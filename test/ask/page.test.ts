import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { PageFiles } from '../../src/admin/page/page-files.ts';
import { freePort } from '../support/free-port.ts';
import { openSite, type Site } from '../support/site.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

const pageFiles: PageFiles = new Map([['/', { status: 200, body: 'the page' }]]);
let site: Site;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

async function opened(admin?: object, files?: PageFiles): Promise<AskedGateway> {
  const gateway = await openAskedGateway(site, {
    ...(files && { pageFiles: files }),
    ...(admin && { settings: { admin: { tokenFile: 'admin.token', ...admin } }, token: 'admin.token' }),
  });
  onTestFinished(() => gateway.stop());
  return gateway;
}

/** A code is another each time. */
async function lines(gateway: AskedGateway): Promise<string> {
  const { code, out, err } = await gateway.hearthgate('page');
  expect([code, err]).toEqual([0, '']);
  return out.replaceAll(/code=[\w-]{32}/g, 'code=CODE').replaceAll(gateway.folder, 'FOLDER');
}

const otherPort =
  'where ssh says that the port is in use, write another one in its place, in both lines: the first of ssh, and the address\n';

describe('hearthgate page', () => {
  test('leads ssh to the socket of the page, not to that of commands', async () => {
    expect(await lines(await opened(undefined, pageFiles))).toBe(
      'on the computer with the browser:\n' +
        '  ssh -N -L 127.0.0.1:9180:FOLDER/admin-page.sock root@HOST\n' +
        'open within 60 seconds:\n  http://localhost:9180/#code=CODE\n' +
        otherPort,
    );
  });

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
  ])('leads ssh to the port of a listener on %s', async (host, target) => {
    const port = await freePort();
    expect(await lines(await opened({ host, port }, pageFiles))).toBe(
      'where the browser is on another computer, there:\n' +
        `  ssh -N -L 127.0.0.1:${port}:${target}:${port} root@HOST\n` +
        `open within 60 seconds:\n  http://localhost:${port}/#code=CODE\n${otherPort}`,
    );
  });

  test('writes an IPv6 address as ssh and a browser read it', async ({ skip }) => {
    skip(!(await hasIpv6()), 'no IPv6 here');
    const port = await freePort();
    const text = await lines(await opened({ host: '::1', port }, pageFiles));
    expect(text).toContain(`  ssh -N -L 127.0.0.1:${port}:[::1]:${port} root@HOST\n`);
    expect(text).toContain(`  http://localhost:${port}/#code=CODE\n`);
  });

  test('says so where the gateway has no page', async () => {
    const { code, out, err } = await (await opened(undefined, undefined)).hearthgate('page');
    expect([code, out]).toEqual([71, '']);
    expect(err).toContain('The gateway has no page');
  });
});

function hasIpv6(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, '::1', () => server.close(() => resolve(true)));
  });
}
