import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { AdminToken } from '../../src/domain/policy/admin-token.ts';
import { digestOf } from '../../src/domain/secret.ts';
import { type AdminReply, ask, startAdmin, tcp, type TestAdmin } from './start-admin.ts';

const json = { 'content-type': 'application/json' };
const tokens: readonly AdminToken[] = [{ name: 'alice', role: 'operate', digest: digestOf('token-of-alice') }];
const alice = { authorization: 'Bearer token-of-alice' };
const start = (): Promise<TestAdmin> => startAdmin({ ...tcp, tokens });

function change(where: string, method: string, path: string, headers: object, fields: object = {}): Promise<AdminReply> {
  return ask(where, path, { method, headers: { ...json, ...headers }, body: JSON.stringify(fields) });
}

/** @returns the header that shows a new session of the page */
async function signIn(where: string): Promise<{ readonly authorization: string }> {
  const code = await change(where, 'POST', '/api/v1/page-codes', alice);
  const session = await change(where, 'POST', '/page/session', {}, { code: JSON.parse(code.body).code });
  return { authorization: `Bearer ${JSON.parse(session.body).token}` };
}

describe('a session of the page', () => {
  test('ends at the server when its holder signs out, and no other with it', async () => {
    const { where } = await start();
    const [first, second] = [await signIn(where), await signIn(where)];

    const reply = await change(where, 'DELETE', '/page/session', first);

    expect([reply.status, JSON.parse(reply.body)]).toEqual([200, { ended: 'alice/page' }]);
    expect((await ask(where, '/api/v1/caller', { headers: first })).status).toBe(401);
    expect((await ask(where, '/api/v1/caller', { headers: second })).status).toBe(200);
    expect((await change(where, 'DELETE', '/page/session', first)).status).toBe(401);
  });

  test.each([
    ['a token of a file', alice],
    ['nothing', {}],
  ])('is not what %s shows: nothing ends', async (_, headers) => {
    const { where } = await start();

    expect((await change(where, 'DELETE', '/page/session', headers)).status).toBe(401);
    expect((await ask(where, '/api/v1/caller', { headers: alice })).status).toBe(200);
  });

  test('opens no other one, which would outlive it', async () => {
    const { where } = await start();

    const { status, body } = await change(where, 'POST', '/api/v1/page-codes', await signIn(where));

    expect([status, body]).toEqual([403, 'A session of the page opens no other: run hearthgate page, or ask with a token\n']);
  });

  test('stands in the audit log with who opened it, and when its holder ended it', async () => {
    const { where, log } = await start();

    await change(where, 'DELETE', '/page/session', await signIn(where));

    expect(log.filter((line) => line.startsWith('audit '))).toEqual([
      'audit {"by":"alice/page","event":"opened","role":"operate"}',
      'audit {"by":"alice/page","event":"closed"}',
    ]);
  });

  test('that ends takes what it reads along with it', async () => {
    const { where } = await start();
    const session = await signIn(where);
    const stream = await openStream(where, session);

    await change(where, 'DELETE', '/page/session', session);

    expect(await text(stream)).toMatch(/^(?:\{"notShown":0\}\n)*$/);
  });
});

function openStream(where: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${where}/api/v1/live`, { headers, agent: false }, resolve).once('error', reject);
  });
}

describe('what comes to the open path of sessions', () => {
  const head = 'POST /page/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

  test.each([
    ['is cut off', `${head}Content-Length: 100\r\n\r\n{"code":`],
    ['has a malformed chunk', `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"cod\r\nzz\r\n`],
    ['is no JSON', `${head}Content-Length: 3\r\nConnection: close\r\n\r\n{"c`],
  ])('and %s writes nothing into the log', async (_, bytes) => {
    const { where, log } = await start();

    const socket = connect({ host: '127.0.0.1', port: Number(new URL(where).port) });
    const raw = await buffer(socket.end(bytes));

    expect(String(raw)).toMatch(/^(?:HTTP\/1\.1 400 |$)/);
    expect((await ask(where, '/healthz')).status).toBe(200);
    expect(log).toEqual([]);
  });
});
