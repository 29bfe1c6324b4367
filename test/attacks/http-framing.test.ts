import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseReply, sendRaw } from '../support/http-client.ts';
import { graft } from '../support/graft.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// Request smuggling: two servers read the same bytes as different requests. Each case is a valid, permitted call with one oddity in its
// framing. Either it is refused and the panel receives nothing, or the panel receives exactly one request of the gateway's own writing.

let site: Site;
beforeAll(async () => {
  const bounds = { maxBytes: 1 << 20, timeoutMs: 500, refusedMaxBytes: 64 * 1024, refusedTimeoutMs: 500, totalBytes: 64 << 20 };
  site = await openSite({ settings: { body: bounds } });
});
afterAll(() => site.close());

const body = new URLSearchParams(callWith(keys.root, 'v-list-user', 'alice')).toString();
const type = 'Content-Type: application/x-www-form-urlencoded';
const length = `Content-Length: ${body.length}`;
const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const post = (headers: readonly string[], rest = body, line = 'POST /api/ HTTP/1.1'): string =>
  `${[line, ...headers].join('\r\n')}\r\n\r\n${rest}`;

async function play(bytes: string): Promise<{ status: number; body: string; seen: string[] }> {
  const before = site.panel.requests.length;
  const raw = await sendRaw(site.gateway.url, bytes, { answers: 1 });
  const reply = parseReply(raw);
  return {
    status: reply.status,
    body: reply.body,
    seen: site.panel.requests.slice(before).map((request) => request.raw.toString('latin1')),
  };
}

describe('framing that two servers could read differently is refused', () => {
  it.each([
    ['two lengths', post(['Host: a', type, length, `Content-Length: ${body.length - 1}`])],
    ['the same length twice', post(['Host: a', type, length, length])],
    ['a list of lengths', post(['Host: a', type, `Content-Length: ${body.length}, ${body.length}`])],
    ['a signed length', post(['Host: a', type, `Content-Length: +${body.length}`])],
    ['a length in hexadecimal', post(['Host: a', type, `Content-Length: 0x${body.length.toString(16)}`])],
    ['a length beside chunks', post(['Host: a', type, length, 'Transfer-Encoding: chunked'], chunk)],
    ['chunks beside a length', post(['Host: a', type, 'Transfer-Encoding: chunked', length], chunk)],
    ['identity, then chunked', post(['Host: a', type, 'Transfer-Encoding: identity, chunked'], chunk)],
    ['gzip, then chunked', post(['Host: a', type, 'Transfer-Encoding: gzip, chunked'], chunk)],
    ['two codings', post(['Host: a', type, 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], chunk)],
    ['an unknown coding', post(['Host: a', type, 'Transfer-Encoding: xchunked'], chunk)],
    ['a coding with a control character', post(['Host: a', type, 'Transfer-Encoding: \x0bchunked'], chunk)],
    ['a blank before the colon', post(['Host: a', type, 'Transfer-Encoding : chunked'], chunk)],
    ['chunks with HTTP/1.0', post(['Host: a', type, 'Transfer-Encoding: chunked'], chunk, 'POST /api/ HTTP/1.0')],
    ['a folded header', post(['Host: a', type, 'X-A: b', ' Transfer-Encoding: chunked', length])],
    ['a bare line feed after a header', post(['Host: a', `X-A: b\nContent-Length: 5`, type, length])],
    ['a bare carriage return in a header', post(['Host: a', `X-A: b\rContent-Length: 5`, type, length])],
    ['a NUL in a header', post(['Host: a', 'X-A: b\0c', type, length])],
    ['two hosts', post(['Host: a', 'Host: a', type, length])],
    ['no host with HTTP/1.1', post([type, length])],
    ['an empty host', post(['Host:', type, length])],
    ['a host that is none', post(['Host: a/b', type, length])],
    ['a content coding', post(['Host: a', type, length, 'Content-Encoding: gzip'])],
    ['two content types', post(['Host: a', type, 'Content-Type: application/json', length])],
    ['HTTP/0.9', post(['Host: a', type, length], body, 'POST /api/ HTTP/0.9')],
    ['HTTP/2.0', post(['Host: a', type, length], body, 'POST /api/ HTTP/2.0')],
    ['no version', post(['Host: a', type, length], body, 'POST /api/')],
    ['an expectation that nobody knows', post(['Host: a', type, length, 'Expect: junk'])],
    ['a head of more than 8 KiB', post(['Host: a', type, length, `X-A: ${'x'.repeat(9000)}`])],
    ['a chunk size that is none', post(['Host: a', type, 'Transfer-Encoding: chunked'], `g\r\n${body}\r\n0\r\n\r\n`)],
    ['a chunk that is shorter than it says', post(['Host: a', type, 'Transfer-Encoding: chunked'], `5\r\nabc\r\n0\r\n\r\n`)],
    ['CONNECT', post(['Host: a'], '', 'CONNECT /api/ HTTP/1.1')],
    ['CONNECT to a host', post(['Host: a:1'], '', 'CONNECT a:1 HTTP/1.1')],
  ])('%s', async (_what, bytes) => {
    const { status, body: text, seen } = await play(bytes);
    expect(seen).toEqual([]);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).toMatch(/^Error: ./);
  });
});

describe("a path that is not exactly the API's is not forwarded", () => {
  it.each([
    '/api/other',
    '/API/',
    '/api/index.php/',
    '//api//',
    '/api/./',
    '/%61pi/',
    '/api//',
    '/api/index.php%00',
    '/api/;x',
    '*',
    'http://a/api/',
  ])('%s', async (path) => {
    const { status, seen } = await play(post(['Host: a', type, length], body, `POST ${path} HTTP/1.1`));
    expect([status, seen]).toEqual([404, []]);
  });
});

describe('what follows a request that ends its connection', () => {
  it.each([
    ['is not read as another after Connection: close', post(['Host: a', type, length, 'Connection: close']), 1],
    ['is not read as another after a refusal that came early', post(['Host: a', 'Content-Length: 2000000', type], body), 0],
    ['is no request where it is junk', post(['Host: a', type, length], `${body}\r\njunk`), 1],
  ])('%s', async (_what, first, expected) => {
    const before = site.panel.requests.length;
    await sendRaw(site.gateway.url, first + post(['Host: a', type, length]));
    expect(site.panel.requests.length - before).toBe(expected);
  });
});

interface CorpusCase {
  readonly id: string;
  readonly expect: 'reject' | 'normalise' | 'harmless' | 'either';
  readonly raw: string;
}

/** Their oddity is that the length promises more than comes, or more than fits; the graft writes the true one. Cases of our own stand for it. */
const lengthsReplaced: ReadonlySet<string> = new Set([
  'aws-severe-005',
  'llhttp-content-length-010',
  'llhttp-content-length-016',
]);

/** Method and target are the graft's, so what was odd about them is gone. */
const plainLine = /^(GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH) \/[!-~]* HTTP\/1\.[01]$/;

const corpusFile = process.env.HTTP_CORPUS;

describe.skipIf(corpusFile === undefined)('the corpus that HTTP_CORPUS names, grafted onto a valid call', () => {
  const requests =
    corpusFile === undefined ? [] : (JSON.parse(readFileSync(corpusFile, 'utf8')) as { requests: CorpusCase[] }).requests;

  it.each(requests.map((request) => [request.id, request] as const))('%s', async (_id, request) => {
    const raw = Buffer.from(request.raw, 'base64').toString('latin1');
    const staysOdd = plainLine.test(raw.split('\r\n')[0] ?? '') && !lengthsReplaced.has(request.id);
    const { seen } = await play(graft(raw, body, request.expect === 'reject'));
    expect(seen.length).toBeLessThanOrEqual(request.expect === 'reject' && staysOdd ? 0 : 1);
    for (const received of seen) expect(received).toBe(canonical(received));
  });

  it('forwards some of them, so that it proves something', async () => {
    expect(site.panel.requests.length).toBeGreaterThan(10);
  });
});

/** The request as the gateway writes it; only the request's own id is taken from what was received. */
function canonical(received: string): string {
  const id = /x-request-id: ([0-9a-f]{32})/.exec(received)?.[1] ?? '';
  const host = new URL(site.panel.origin).host;
  const head = [
    'POST /api/ HTTP/1.1',
    `host: ${host}`,
    'connection: keep-alive',
    'content-type: application/x-www-form-urlencoded',
    'user-agent: hearthgate',
    `x-request-id: ${id}`,
    'x-forwarded-for: 127.0.0.1',
    `content-length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
