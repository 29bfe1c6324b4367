import { afterEach, describe, expect, it } from 'vitest';
import { parseReply, post, type Reply, sendRaw } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from '../support/site.ts';
import { only } from '../support/test-gateway.ts';

// Some clients take a text for success. An address that asked for the bare exit code within the last day gets one also where its body is not
// read: nothing else would tell in which dialect it asks.

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

const call = callWith(keys.root, 'v-list-users');
const small = { maxBytes: 1000, timeoutMs: 60_000, refusedMaxBytes: 500, refusedTimeoutMs: 60_000, totalBytes: 900 };
const head = 'POST /api/ HTTP/1.1\r\nHost: a\r\n';

interface Case {
  readonly options?: SiteOptions;
  readonly status: number;
  readonly number: string;
  readonly ask: (url: string) => Promise<Reply>;
}

const raw = (bytes: string) => async (url: string) => parseReply(await sendRaw(url, bytes, { answers: 1 }));

const unread: Readonly<Record<string, Case>> = {
  'a body that is too large': {
    options: { settings: { body: small } },
    status: 413,
    number: '2',
    ask: (url) => post(url, 'x'.repeat(1001)),
  },
  'a chunked body that turns out to be too large': {
    options: { settings: { body: small } },
    status: 413,
    number: '2',
    ask: raw(`${head}Transfer-Encoding: chunked\r\n\r\n3ea\r\n${'x'.repeat(1002)}\r\n`),
  },
  'a body that does not come': {
    options: { settings: { body: { ...small, timeoutMs: 500 } } },
    status: 408,
    number: '2',
    ask: raw(`${head}Content-Length: 10\r\n\r\nx`),
  },
  'a body for which there is no memory': {
    options: { settings: { body: small } },
    status: 503,
    number: '14',
    ask: (url) => post(url, 'x'.repeat(950)),
  },
  'a head with two lengths': {
    status: 400,
    number: '2',
    ask: raw(`${head}Content-Length: 1\r\nContent-Length: 1\r\n\r\nx`),
  },
  'a head with two Hosts': { status: 400, number: '2', ask: raw(`${head}Host: b\r\nContent-Length: 0\r\n\r\n`) },
  'a head that is no HTTP': { status: 400, number: '2', ask: raw('\x00\r\n\r\n') },
  'a version that is not spoken': { status: 505, number: '2', ask: raw('POST /api/\r\n\r\n') },
  'a head that is too large': { status: 431, number: '2', ask: raw(`${head}X: ${'x'.repeat(70_000)}\r\n\r\n`) },
  'an expectation that is not met': { status: 417, number: '2', ask: raw(`${head}Expect: x\r\nContent-Length: 0\r\n\r\n`) },
};

describe('an address that asked for bare numbers gets one for', () => {
  it.each(Object.entries(unread))('%s, where another gets text', async (_, { options, status, number, ask }) => {
    site = await openSite(options);
    const { url } = site.gateway;
    expect(await ask(url)).toMatchObject({ status, body: expect.stringMatching(/^Error: /) });
    expect((await post(url, { ...call, returncode: 'yes' })).status).toBe(200);
    expect(await ask(url)).toMatchObject({ status, body: number });
  });

  it('a refusal whose body is too large to be read for its dialect', async () => {
    site = await openSite({ clients: { allow: only('192.0.2.1') }, settings: { body: { ...small, totalBytes: 10_000 } } });
    const { url } = site.gateway;
    expect((await post(url, 'x'.repeat(501))).body).toMatch(/^Error: /);
    expect((await post(url, { ...call, returncode: 'yes' })).body).toBe('10');
    expect((await post(url, 'x'.repeat(501))).body).toBe('10');
  });

  const tooMany = '&x='.repeat(1000);
  const json = { 'content-type': 'application/json' };
  const multipart = { 'content-type': 'multipart/form-data; boundary=b' };

  it.each([
    ['has more fields than are read', `user=x${tooMany}&returncode=yes`, undefined],
    ['is JSON that is deeper than PHP reads it', `{"x":${'['.repeat(511)}${']'.repeat(511)},"returncode":"yes"}`, json],
    ['is JSON that is cut off', '{"user":"x","returncode":"yes"', json],
    ['is multipart that cannot be read', '--b\r\nbroken\r\n--b--\r\n', multipart],
  ])('a refusal whose body %s', async (_, body, headers) => {
    site = await openSite({ clients: { allow: only('192.0.2.1') } });
    const { url } = site.gateway;
    expect((await post(url, body, { headers: headers ?? {} })).body).toMatch(/^Error: /);
    expect((await post(url, { ...call, returncode: 'yes' })).body).toBe('10');
    expect((await post(url, body, { headers: headers ?? {} })).body).toBe('10');
    expect((await post(url, { ...call, returncode: 'no' })).body).toMatch(/^Error: /);
  });

  it('a call with more fields than are read', async () => {
    site = await openSite();
    const { url } = site.gateway;
    const body = `${new URLSearchParams(call).toString()}${tooMany}&returncode=yes`;
    expect((await post(url, body)).body).toMatch(/^Error: more than 1000 fields/);
    await post(url, { ...call, returncode: 'yes' });
    expect(await post(url, body)).toMatchObject({ status: 422, body: '2' });
  });

  it('no answer that says there is no data: that is text for everyone', async () => {
    site = await openSite();
    const { url } = site.gateway;
    await post(url, { ...call, returncode: 'yes' });
    expect(await post(url, '', { method: 'GET' })).toMatchObject({ status: 405, body: expect.stringMatching(/^Error: /) });
    expect(await post(url, '')).toMatchObject({ status: 405, body: expect.stringMatching(/^Error: /) });
  });
});

describe('a refused address that asks for a bare number gets one', () => {
  const login = `"access_key":"${'A'.repeat(20)}","secret_key":"${'w'.repeat(40)}","cmd":"v-list-users"`;

  it.each([
    ['with an empty object in a field of no use', `{${login},"meta":{},"returncode":"yes"}`],
    ['with arrays of objects before it', `{"tags":[${'{"a":[1,"b"]},'.repeat(900)}0],${login},"returncode":"yes"}`],
    ['behind 60,000 bytes of numbers', `{"x":[${'1,'.repeat(30_000)}0],${login},"returncode":"yes"}`],
    ['behind 60 fields', `${'x=&'.repeat(60)}user=x&cmd=v-list-users&returncode=yes`],
  ])('%s', async (_, body) => {
    site = await openSite({ clients: { allow: only('192.0.2.1') } });
    expect(await post(site.gateway.url, body)).toMatchObject({ status: 401, body: '10' });
  });
});

describe('a call whose body was read is answered in its own dialect', () => {
  it('where it fails in the gateway', async () => {
    site = await openSite({ observers: [{ sending: fail }] });
    expect(await bothDialects(site.gateway.url)).toEqual([500, '14', 500, expect.stringMatching(/^Error: /)]);
  });

  it('where it cannot be counted', async () => {
    const at = { kind: 'single', node: { host: '127.0.0.1', port: 1 } } as const;
    const redis = { at, tls: undefined, username: undefined, passwordFile: undefined, database: 0, prefix: 'x:', timeoutMs: 200 };
    site = await openSite({ settings: { redis: { ...redis, onFailure: 'deny' } } });
    expect(await bothDialects(site.gateway.url)).toEqual([503, '14', 503, expect.stringMatching(/^Error: /)]);
  });
});

function fail(): never {
  throw new Error('the disk is full');
}

async function bothDialects(url: string): Promise<readonly unknown[]> {
  const number = await post(url, { ...call, returncode: 'yes' });
  const text = await post(url, { ...call, returncode: 'no' });
  return [number.status, number.body, text.status, text.body];
}
