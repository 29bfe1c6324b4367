import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandHost } from '../../src/admin/access/command-host.ts';
import type { AdminToken } from '../../src/domain/policy/admin-token.ts';
import { digestOf } from '../../src/domain/secret.ts';
import { ask, startAdmin, tcp, temporaryFolder } from './start-admin.ts';

const tokens: readonly AdminToken[] = (['read', 'operate'] as const).map((role) => ({
  name: role,
  role,
  digest: digestOf(`token-of-${role}`),
}));
const reader = { authorization: 'Bearer token-of-read' };
const operator = { authorization: 'Bearer token-of-operate' };

async function startForPage(): Promise<string> {
  const { listener } = await startAdmin({ kind: 'socket', path: join(temporaryFolder(), 'admin.sock'), tokens });
  return listener.browsersAt() ?? '';
}

function statuses(where: string, host: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly number[]> {
  return Promise.all(
    ['/healthz', '/metrics', '/api/v1/bans'].map(
      async (path) => (await ask(where, path, { headers: { ...headers, host } })).status,
    ),
  );
}

describe('over the socket of the page, where ssh leads browsers and whatever else runs beside them', () => {
  test('nobody is a command, whatever name he asks for', async () => {
    const where = await startForPage();
    expect(where).toMatch(/^unix:.*\/admin-page\.sock$/);
    expect(await statuses(where, commandHost)).toEqual([421, 421, 421]);
    const reload = { method: 'POST', body: '{}', headers: { host: 'localhost', 'content-type': 'application/json' } };
    expect((await ask(where, '/api/v1/reload', reload)).status).toBe(401);
  });

  test('a token opens what it may', async () => {
    const where = await startForPage();
    expect(await statuses(where, 'localhost:9180')).toEqual([200, 401, 401]);
    expect(await statuses(where, 'localhost:9180', reader)).toEqual([200, 200, 200]);
    expect(await statuses(where, 'any.example', reader)).toEqual([421, 421, 421]);
  });

  test('and where it cannot be made, commands go on', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'admin-page.sock'), 'something else');
    const { where, listener, log } = await startAdmin({ kind: 'socket', path: join(folder, 'admin.sock') });
    expect(await statuses(where, commandHost)).toEqual([200, 200, 200]);
    expect(listener.browsersAt()).toBeUndefined();
    expect(log.join()).toContain('admin-page.sock is there already and is no socket');
    const asked = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    expect(await ask(where, '/api/v1/page-codes', asked)).toMatchObject({
      status: 503,
      body: expect.stringContaining('could not be made'),
    });
  });
});

describe('behind a proxy that takes TLS off', () => {
  const origins = ['https://gateway.example', 'http://gateway.example', 'https://gateway.example:8443', 'https://evil.example'];

  test.each(origins)('a page of %s changes something only where the name and port are those that were asked', async (origin) => {
    const { where } = await startAdmin({ ...tcp, tokens, hosts: ['gateway.example'] });
    const headers = { ...operator, origin, host: 'gateway.example', 'content-type': 'application/json' };
    const isOwn = origin.endsWith('//gateway.example');
    const own = await ask(where, '/api/v1/reload', {
      method: 'POST',
      body: '{}',
      headers: { ...headers, 'sec-fetch-site': 'same-origin' },
    });
    expect(own.status).toBe(isOwn ? 200 : 403);
    const sameSite = await ask(where, '/api/v1/reload', {
      method: 'POST',
      body: '{}',
      headers: { ...headers, 'sec-fetch-site': 'same-site' },
    });
    expect(sameSite.status).toBe(403);
  });
});
