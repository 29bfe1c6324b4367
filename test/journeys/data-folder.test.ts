import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { post } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// The folder `data` and processes of an ordinary user: killed, started twice, moved to another user.

const nobody = 65534;
const wrong = { ...keys.alice, secret: 'x'.repeat(40) };

const program = inject('program');
let folder = '';
let site: Site;
const started: GatewayProcess[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'data-'));
  giveTo(folder, nobody);
  site = await openSite();
  giveTo(site.folder.root, nobody);
});
afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.stop();
  await site.close();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<GatewayProcess> {
  const configuration = JSON.stringify({
    listen: [{ host: '127.0.0.1', port: 0, plaintext: true }],
    clients: { allow: ['192.0.2.0/24'], trustedProxies: ['127.0.0.1'] },
    limits: { failures: { pair: { attempts: 1, per: '10m' } } },
    data: folder,
    audit: { file: '/dev/null' },
    panels: [{ name: 'main', url: site.panel.origin, state: { files: site.folder.root } }],
  });
  const gateway = await startGatewayProcess(program, configuration);
  started.push(gateway);
  return gateway;
}

async function call({ url }: GatewayProcess, from: string, by = keys.alice): Promise<number> {
  const headers = { 'x-forwarded-for': from };
  return (await post(url, callWith(by, 'v-list-mail-domains', 'alice'), { headers })).status;
}

const addresses = Array.from({ length: 12 }, (_, index) => `192.0.2.${index + 1}`);

it('bans that were answered outlive a process that is killed', async () => {
  const first = await start();
  for (const address of addresses) {
    expect(await call(first, address, wrong)).toBe(401);
    await expect.poll(() => readFileSync(join(folder, 'bans.journal.1'), 'utf8')).toContain(`${address}"`);
  }
  first.signal('SIGKILL');
  expect(await first.exited).toBe('SIGKILL');
  expect(readdirSync(folder)).not.toContain('bans.json');
  const second = await start();
  expect(await Promise.all([...addresses, '192.0.2.99'].map((address) => call(second, address)))).toEqual([
    ...addresses.map(() => 429),
    200,
  ]);
});

it('a second gateway on one folder ends with 71 and says who holds it; when the first one has ended, it starts', async () => {
  const first = await start();
  await expect(start()).rejects.toThrow(
    new RegExp(
      `did not start \\(71\\)[^]*hearthgate: data: ${folder} is held by process \\d+ on \\S+, since 20\\S+; stop that gateway`,
    ),
  );
  expect(await call(first, '192.0.2.1')).toBe(200);
  first.signal('SIGKILL');
  await first.exited;
  expect(await call(await start(), '192.0.2.1')).toBe(200);
});

describe('a folder that the gateway cannot use as it should', () => {
  const unreadable: readonly (readonly [string, () => void])[] = [
    ['bans.json of another user', () => writeFileSync(join(folder, 'bans.json'), '{"version":1,"panels":{}}', { mode: 0o600 })],
    ['prefixes.json of another user', () => writeFileSync(join(folder, 'prefixes.json'), '{}', { mode: 0o600 })],
    ['a journal of another user', () => writeFileSync(join(folder, 'bans.journal.4'), '{"version":1}\n', { mode: 0o600 })],
    ['a folder of another user', () => chownSync(folder, 0, 0)],
    ['a folder that may only be read', () => chmodSync(folder, 0o555)],
  ];

  it.runIf(process.getuid?.() === 0).each(unreadable)(
    'keeps it from starting, with 71 and a sentence: %s',
    async (_what, make) => {
      make();
      const before = readdirSync(folder);
      await expect(start()).rejects.toThrow(
        /did not start \(71\)[^]*hearthgate: (data: \S+ cannot be read: .*has no permission; give it|\S+ may not be written by \S+, the user)/,
      );
      expect(readdirSync(folder)).toEqual(before);
    },
  );
});

/** With everything below it. */
function giveTo(root: string, user: number): void {
  for (const name of ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    const path = join(root, name);
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
    if (process.getuid?.() === 0) chownSync(path, user, user);
  }
}
