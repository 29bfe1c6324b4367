import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandHost } from '../../src/admin/access/command-host.ts';
import type { AdminToken, TokenRole } from '../../src/domain/policy/admin-token.ts';
import { digestOf, Secret } from '../../src/domain/secret.ts';
import { parseReply, sendRaw } from '../support/http-client.ts';
import { ask, startAdmin, type TestAdmin, tcp, temporaryFolder, token, withToken } from './start-admin.ts';

describe('over TCP, the token', () => {
  test.each(['/metrics', '/nowhere', '/index.html'])('is wanted for %s', async (path) => {
    const { where } = await startAdmin();

    const { status, headers } = await ask(where, path);

    expect({ status, challenge: headers['www-authenticate'] }).toEqual({ status: 401, challenge: 'Bearer realm="hearthgate"' });
  });

  test.each(['/healthz', '/readyz'])('is not wanted for %s', async (path) => {
    const { where } = await startAdmin();

    expect((await ask(where, path)).status).not.toBe(401);
  });

  test.each([`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`])('is taken from "%s"', async (authorization) => {
    const { where } = await startAdmin();

    expect((await ask(where, '/metrics', { headers: { authorization } })).status).toBe(200);
  });

  test.each([
    'Bearer',
    'Bearer ',
    'Bearer wrong',
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token.toUpperCase()}`,
    `Bearer ${token} ${token}`,
    `Basic ${token}`,
    `Bearer${token}`,
    token,
  ])('is not taken from "%s"', async (authorization) => {
    const { where } = await startAdmin();

    expect((await ask(where, '/metrics', { headers: { authorization } })).status).toBe(401);
  });

  test('that is empty lets nobody in', async () => {
    const { where } = await startAdmin({ ...tcp, token: new Secret('') });

    expect((await ask(where, '/metrics', { headers: { authorization: 'Bearer ' } })).status).toBe(401);
  });

  test('is in no answer and in no log', async () => {
    const { where, log } = await startAdmin(tcp, { metricsText: () => Promise.reject(new Error('out of order')) });
    const wrong = { headers: { authorization: `Bearer ${token}-and-more` } };

    const replies = await Promise.all([
      ...['/metrics', '/healthz', '/readyz', '/nowhere'].map((path) => ask(where, path, withToken)),
      ask(where, '/metrics', { ...withToken, method: 'POST' }),
      ask(where, '/metrics', wrong),
    ]);

    expect(log).toHaveLength(1);
    expect(JSON.stringify([replies, log])).not.toContain(token);
  });
});

describe('over TCP, the Host', () => {
  test.each([
    'localhost',
    'LocalHost:9180',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.8.9.1',
    '[::1]',
    '[::1]:9180',
    '[::ffff:127.0.0.1]',
  ])('may be %s', async (host) => {
    expect(await statusWithHead(`Host: ${host}\r\n`)).toBe(200);
  });

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost:9180:1',
    'localhost:port',
    'user@localhost',
    '192.0.2.1',
    '::1',
    '[127.0.0.1',
    '127.1',
    '0x7f.0.0.1',
    '0.0.0.0',
    '',
  ])('may not be "%s"', async (host) => {
    expect(await statusWithHead(`Host: ${host}\r\n`)).toBe(421);
  });

  test('may not be missing', async () => {
    expect(await statusWithHead('')).toBe(421);
  });

  test('may not be there twice', async () => {
    expect(await statusWithHead('Host: localhost\r\nHost: evil.example\r\n')).toBe(421);
  });
});

describe.each(['tcp', 'socket'] as const)('over %s, a page of a browser', (kind) => {
  const start = () => startAdmin(kind === 'tcp' ? tcp : { kind, path: join(temporaryFolder(), 'admin.sock') });

  test.each([
    ['origin', 'https://evil.example'],
    ['origin', 'http://localhost'],
    ['origin', 'null'],
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
  ])('that says %s: %s is refused, with the token too', async (name, value) => {
    const { where } = await start();

    const replies = await Promise.all(
      ['/healthz', '/metrics'].map((path) => ask(where, path, { headers: { ...withToken.headers, [name]: value } })),
    );

    expect(replies.map(({ status }) => status)).toEqual([403, 403]);
  });

  test.each(['none', 'same-origin'])('is none where it says sec-fetch-site: %s', async (site) => {
    const { where } = await start();

    const headers = { host: new URL(kind === 'tcp' ? where : 'http://localhost').host, 'sec-fetch-site': site };
    expect((await ask(where, '/healthz', { headers })).status).toBe(200);
  });
});

test.each(['origin', 'sec-fetch-site'])(
  'over a Unix socket a browser under the name of commands is refused: %s',
  async (name) => {
    const { where } = await startAdmin({ kind: 'socket', path: join(temporaryFolder(), 'admin.sock') });
    const value = name === 'origin' ? `http://${commandHost}` : 'same-origin';
    expect((await ask(where, '/healthz', { headers: { host: commandHost, [name]: value } })).status).toBe(403);
  },
);

describe('over a Unix socket', () => {
  test.each(['hearthgate.invalid', 'HEARTHGATE.invalid.', 'hearthgate.invalid:80'])('no token is wanted by %s', async (host) => {
    expect(await statuses((await startOnSocket()).where, host)).toEqual([200, 200, 200]);
  });

  test.each(['localhost', 'localhost:9180', '127.0.0.1:8080', '[::1]'])('%s is asked for a token', async (host) => {
    const { where } = await startOnSocket();
    expect(await statuses(where, host)).toEqual([200, 401, 401]);
    expect(await statuses(where, host, bearer('reading'))).toEqual([200, 200, 200]);
    expect(await statuses(where, host, { ...bearer('reading'), origin: `http://${host}` })).toEqual([200, 200, 200]);
    expect(await statuses(where, host, { ...bearer('reading'), origin: 'http://evil.example' })).toEqual([403, 403, 403]);
  });

  test('no page speaks as a command', async () => {
    expect(await statuses((await startOnSocket()).where, commandHost, { origin: `http://${commandHost}` })).toEqual([
      403, 403, 403,
    ]);
  });

  test.each(['any.example', 'hearthgate', 'hearthgate.invalid.example', 'x.hearthgate.invalid', '192.0.2.1'])(
    '"%s" does not lead here',
    async (host) => {
      expect(await statuses((await startOnSocket()).where, host)).toEqual([421, 421, 421]);
    },
  );
});

describe('a token with a role', () => {
  const changes = [
    ['POST', '/api/v1/reload', '{}'],
    ['POST', '/api/v1/bans', '{"address":"192.0.2.7","seconds":60}'],
    ['DELETE', '/api/v1/bans', '{"address":"192.0.2.7"}'],
  ] as const;

  test.each([
    ['scraping', 200, 403, 403],
    ['reading', 200, 200, 403],
    ['operating', 200, 200, 200],
  ])('of %s may read metrics, what commands show, and change something: %i, %i, %i', async (name, metrics, shown, changed) => {
    const { where } = await startAdmin({ ...tcp, tokens });
    const headers = bearer(name);
    expect((await ask(where, '/metrics', { headers })).status).toBe(metrics);
    for (const path of ['/healthz', '/readyz']) expect((await ask(where, path, { headers })).status).not.toBe(403);
    for (const path of ['/api/v1/bans', '/api/v1/keys', '/api/v1/diff', '/api/v1/status'])
      expect((await ask(where, path, { headers })).status).toBe(shown);
    for (const [method, path, body] of changes) {
      const reply = await ask(where, path, { method, body, headers: { ...headers, 'content-type': 'application/json' } });
      expect(reply.status).toBe(changed);
      expect(reply.status === 403 ? reply.body : refusal(name)).toBe(refusal(name));
    }
  });

  test('is named in the audit log with what it has changed', async () => {
    const { where, log } = await startAdmin({ ...tcp, tokens });
    for (const headers of [bearer('operating'), withToken.headers]) {
      const json = { ...headers, 'content-type': 'application/json' };
      await ask(where, '/api/v1/bans', { method: 'POST', body: '{"address":"192.0.2.7","seconds":60}', headers: json });
    }
    expect(log.filter((line) => line.startsWith('audit ')).map((line) => /"by":"(\w+)"/.exec(line)?.[1])).toEqual([
      'operating',
      'commands',
    ]);
  });

  test('is none where another has its name, or where it is one of nobody', async () => {
    const { where } = await startAdmin({ ...tcp, tokens });
    for (const authorization of ['Bearer scraping', 'Bearer token-of-nobody-at-all'])
      expect((await ask(where, '/metrics', { headers: { authorization } })).status).toBe(401);
  });
});

const roles: Readonly<Record<string, TokenRole>> = { scraping: 'metrics', reading: 'read', operating: 'operate' };
const tokens: readonly AdminToken[] = Object.entries(roles).map(([name, role]) => ({
  name,
  role,
  digest: digestOf(`token-of-${name}`),
}));

function refusal(name: string): string {
  return `The token ${name} has the role ${roles[name]}, and this needs operate\n`;
}

function bearer(name: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer token-of-${name}` };
}

/** The status for a request with these lines in its head. */
async function statusWithHead(lines: string): Promise<number> {
  const { where } = await startAdmin();
  return parseReply(await sendRaw(where, `GET /healthz HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`)).status;
}

const startOnSocket = (): Promise<TestAdmin> =>
  startAdmin({ kind: 'socket', path: join(temporaryFolder(), 'admin.sock'), tokens });

function statuses(where: string, host: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly number[]> {
  return Promise.all(
    ['/healthz', '/metrics', '/api/v1/bans'].map(
      async (path) => (await ask(where, path, { headers: { ...headers, host } })).status,
    ),
  );
}
