import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { post } from '../support/http-client.ts';
import { apiKey, callWith, keys, openSite, type Site } from '../support/site.ts';

// The gateway runs as an ordinary user who lost the right to read some of the panel's files: nobody is told that his key is wrong, nobody is
// banned, and the health page says what is the matter.

const program = inject('program');

let site: Site;
let folder = '';
let gateway: GatewayProcess | undefined;
beforeEach(async () => {
  site = await openSite();
  folder = mkdtempSync(join(tmpdir(), 'unreadable-'));
  if (process.getuid?.() === 0) chownSync(folder, 65_534, 65_534);
  hand(site.folder.root);
});
afterEach(async () => {
  await gateway?.stop();
  await site.close();
  rmSync(folder, { recursive: true });
});

/** Gives everything in a folder to the ordinary user. */
function hand(root: string): void {
  for (const name of ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    const path = join(root, name);
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
    if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534);
  }
}

function start(): Promise<GatewayProcess> {
  const configuration = {
    listen: [{ host: '127.0.0.1', port: 0, plaintext: true }],
    clients: { allow: ['127.0.0.1'] },
    auth: { apiKeys: 'allow' },
    admin: { socket: join(folder, 'admin.sock') },
    audit: { file: join(folder, 'audit.log') },
    panels: [{ name: 'main', url: site.panel.origin, state: { files: site.folder.root } }],
  };
  return startGatewayProcess(program, JSON.stringify(configuration));
}

function ask(path: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath: join(folder, 'admin.sock'), path, headers: { host: 'hearthgate.invalid' } },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    asked.once('error', reject);
    asked.end();
  });
}

const mail = callWith(keys.alice, 'v-list-mail-accounts', 'alice', 'alice.test');

describe('a gateway that may not read', () => {
  it.each([
    ['a key', `data/access-keys/${keys.alice.id}`, 'keys', '4 of 5 keys can be read', mail],
    ['a profile', 'data/api/mail-accounts', 'profiles', '5 of 6 profiles can be read', mail],
    ["a key's user", 'data/users/alice/user.conf', 'users', '2 of 3 users can be read', mail],
    ['a command', 'bin/v-list-mail-accounts', 'commands', ' commands can be read', mail],
    ['API keys', 'data/keys', 'api_keys', 'not all API keys can be read', { hash: apiKey, cmd: 'v-list-users' }],
  ])('%s refuses what depends on it as unavailable, bans nobody, and says so', async (_what, path, part, words, call) => {
    chmodSync(join(site.folder.root, path), 0o000);
    gateway = await start();
    const { url } = gateway;
    for (let tries = 0; tries < 25; tries += 1) expect((await post(url, call)).status).toBe(503);
    expect((await post(url, callWith(keys.root, 'v-list-users'))).status).toBe(200);
    const ready = await ask('/readyz');
    expect([ready.status, ready.body]).toEqual([200, expect.stringContaining('state main: degraded: ')]);
    expect(ready.body).toContain(`${words}; ${join(site.folder.root, path)} cannot be read (EACCES): `);
    expect((await ask('/metrics')).body).toContain(`hearthgate_state_faults{panel="main",part="${part}"} 1\n`);
    chmodSync(join(site.folder.root, path), 0o755);
    await expect.poll(async () => (await post(url, call)).status).not.toBe(503);
    expect((await ask('/readyz')).body).toContain('state main: ok\n');
  });

  it('several files says once what to do, on the health page and in the line of the start', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root may give files to others');
    const closed = [`data/access-keys/${keys.alice.id}`, 'data/api/mail-accounts', 'data/users/admin/user.conf', 'data/keys'];
    for (const path of closed) {
      chownSync(join(site.folder.root, path), 0, 0);
      chmodSync(join(site.folder.root, path), path === 'data/keys' ? 0o750 : 0o640);
    }
    gateway = await start();
    const { body } = await ask('/readyz');
    const state = body.split('\n').find((line) => line.startsWith('state main: ')) ?? '';
    const startLine = () =>
      gateway
        ?.log()
        .split('\n')
        .find((line) => line.includes('panel main: ')) ?? '';
    await expect.poll(startLine).toContain('listens on');
    for (const line of [state, startLine()]) {
      for (const path of closed) expect(line).toContain(`${join(site.folder.root, path)} cannot be read (EACCES)`);
      expect(line.match(/SupplementaryGroups=root in the unit/g)).toHaveLength(1);
    }
    expect(state).toContain(
      `${join(site.folder.root, 'data/keys')} cannot be watched (EACCES), so changes in it are noticed late, within 30 s`,
    );
  });

  it('any key is not ready, and the line of the start is a warning', async () => {
    for (const { id } of Object.values(keys)) chmodSync(join(site.folder.root, 'data/access-keys', id), 0o000);
    gateway = await start();
    expect((await post(gateway.url, mail)).status).toBe(503);
    expect(await ask('/readyz')).toMatchObject({
      status: 503,
      body: expect.stringContaining('degraded: 0 of 5 keys can be read'),
    });
    expect(gateway.log()).toMatch(/"level":"warn"[^\n]*panel main: .*0 of 5 keys can be read/);
  });
});
