import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMetrics } from '../../src/observe/metrics/metrics.ts';
import { Crowd } from '../support/crowd.ts';
import { sendRaw } from '../support/http-client.ts';
import { readExposition } from '../observe/metrics/exposition.ts';
import { partsWithMetrics, statusWith } from '../observe/metrics/status.ts';
import { ask, metricsBody, startAdmin, tcp, withToken } from './start-admin.ts';

describe('a page of the second listener', () => {
  test('/healthz is ok, also while the gateway stops', async () => {
    const { where } = await startAdmin(tcp, { status: statusWith({ isStopping: () => true }) });

    expect(await ask(where, '/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
  });

  test('/metrics is what the metrics say, in their own type', async () => {
    const { where } = await startAdmin();

    const { status, headers, body } = await ask(where, '/metrics', withToken);

    expect({ status, body }).toEqual({ status: 200, body: metricsBody });
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  test("/metrics can be read with the gateway's own metrics", async () => {
    const status = statusWith({ parts: partsWithMetrics });
    const metrics = createMetrics({ status: () => status, knownCommands: () => new Set(), version: '1', nodeVersion: '2' });
    const { where } = await startAdmin(tcp, { metricsText: metrics.text });

    const { body } = await ask(where, '/metrics', withToken);

    expect(readExposition(body).get('hearthgate_connections')?.samples).toMatchObject([{ value: 3 }]);
  });

  test('/metrics is in the format that the scraper prefers, and says so to caches', async () => {
    const metrics = createMetrics({ status: () => statusWith(), knownCommands: () => new Set(), version: '1', nodeVersion: '2' });
    const { where } = await startAdmin(tcp, { metricsText: metrics.text });
    const accept = 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5';

    const { headers, body } = await ask(where, '/metrics', { headers: { ...withToken.headers, accept } });

    expect(headers).toMatchObject({
      'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      vary: 'accept',
    });
    expect(body).toMatch(/\n# EOF\n$/);
  });

  test.each(['/healthz', '/readyz', '/metrics', '/nowhere'])('%s is text that nobody keeps or guesses at', async (path) => {
    const { where } = await startAdmin();

    const { headers } = await ask(where, path, withToken);

    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(headers['content-type']).toMatch(/^text\/plain;.* ?charset=utf-8$/);
  });

  test('HEAD has the head of the page, without it', async () => {
    const { where } = await startAdmin();

    const { status, headers, body } = await ask(where, '/metrics', { ...withToken, method: 'HEAD' });

    expect({ status, length: headers['content-length'], body }).toEqual({
      status: 200,
      length: String(metricsBody.length),
      body: '',
    });
  });

  test('a query does not change what is asked for', async () => {
    const { where } = await startAdmin();

    expect((await ask(where, '/healthz?verbose')).status).toBe(200);
  });

  test.each(['/index.html', '/Metrics', '/metrics/', '//metrics', '/healthz/x'])('%s is none', async (path) => {
    const { where } = await startAdmin();

    const { status, body } = await ask(where, path, withToken);

    expect({ status, body }).toEqual({
      status: 404,
      body: expect.stringMatching(/^Not found; there are \/metrics, \/healthz, \/readyz(?:, \/[a-z0-9/.-]+)+\n$/),
    });
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('%s is refused', async (method) => {
    const { where } = await startAdmin();

    const { status, headers } = await ask(where, '/metrics', { ...withToken, method });

    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' });
  });

  test('a body is not waited for, and the connection ends', async () => {
    const { where } = await startAdmin();

    const raw = await sendRaw(where, 'POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n', {
      answers: 1,
    });

    expect(raw).toMatch(/^HTTP\/1\.1 405 [^]*\r\nconnection: close\r\n/i);
  });

  test('that fails says so, and only the log says why', async () => {
    const { where, log } = await startAdmin(tcp, { metricsText: () => Promise.reject(new Error('the reason')) });

    const { status, body } = await ask(where, '/metrics', withToken);

    expect({ status, body }).toEqual({ status: 500, body: 'This request failed; the log says why\n' });
    expect(log).toEqual([expect.stringContaining('the reason')]);
  });
});

describe('what is no request', () => {
  test.each([
    ['junk', 'junk\r\n\r\n'],
    ['a head that is too large', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(9000)}\r\n\r\n`],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a lone line feed in a header', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\nY: b\r\n\r\n'],
  ])('%s does no harm', async (_name, bytes) => {
    const { where } = await startAdmin();

    expect(await sendRaw(where, bytes)).not.toContain('200 OK');

    expect((await ask(where, '/healthz')).status).toBe(200);
  });
});

test('more than 64 connections at a time are not taken', async () => {
  const { where } = await startAdmin();
  const waiting = new Crowd(where);
  onTestFinished(() => waiting.leave());
  await waiting.join(64, () => '127.0.0.1', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET');

  expect(await sendRaw(where, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe('');

  await expect.poll(() => waiting.answers).toBe(64);
});

describe('its start and stop', () => {
  test('a port that is taken is told in words', async () => {
    const { where } = await startAdmin();
    const port = Number(new URL(where).port);

    const second = startAdmin({ ...tcp, port });

    await expect(second).rejects.toMatchObject({ code: 'EADMINSTART' });
    await expect(second).rejects.toThrow(`127.0.0.1:${port} is in use by another program; end it, or change admin.port`);
  });

  test('an address that the machine does not have is told in words', async () => {
    await expect(startAdmin({ ...tcp, host: '192.0.2.1' })).rejects.toThrow(
      /cannot listen on 192\.0\.2\.1:0 \(.*\); change admin\.host/,
    );
  });

  test('after the stop nobody listens', async () => {
    const { where, listener } = await startAdmin();

    await listener.stop();

    await expect(ask(where, '/healthz')).rejects.toThrow('ECONNREFUSED');
  });

  test('a client that says nothing does not hold up the stop', async () => {
    const { where, listener } = await startAdmin();
    const silent = sendRaw(where, 'GET /healthz HTTP/1.1\r\n');
    await ask(where, '/healthz');

    await listener.stop();

    // Who is cut off for its silence is told so before.
    expect(await silent).toBe('');
  });

  test('IPv6 is told as a URL', async ({ skip }) => {
    skip(!(await hasIpv6()), 'no IPv6 here');
    const { where } = await startAdmin({ ...tcp, host: '::1' });

    expect(where).toMatch(/^http:\/\/\[::1\]:\d+$/);
  });
});

function hasIpv6(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, '::1', () => server.close(() => resolve(true)));
  });
}
