import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Crowd } from '../support/crowd.ts';
import { sendRaw } from '../support/http-client.ts';
import { statusWith, panelStatusWith } from '../observe/metrics/status.ts';
import { ask, startAdmin, tcp, temporaryFolder, token, withToken } from './start-admin.ts';

// Everyone on the machine reaches the second listener where it listens on loopback. Whoever takes its places must not keep out those who run
// the gateway.

const ordinary = 64;
const kept = 16;

async function crowdBefore(where: string, count: number, bytes = ''): Promise<Crowd> {
  const crowd = new Crowd(where);
  onTestFinished(() => crowd.leave());
  await crowd.join(count, () => '127.0.0.1', bytes);
  return crowd;
}

describe.each([
  ['nothing', ''],
  ['half a head', 'GET /healthz HTTP/1.1\r\nHost: loc'],
])('connections without the token that have sent %s', (_what, bytes) => {
  test('do not keep out a request with the token, however many they are', async () => {
    const { where } = await startAdmin();
    const crowd = await crowdBefore(where, 400, bytes);
    await expect.poll(() => crowd.size).toBeLessThanOrEqual(ordinary + kept);

    expect((await ask(where, '/metrics', withToken)).status).toBe(200);
    expect((await ask(where, '/api/v1/bans', withToken)).status).toBe(200);
  });
});

describe('where the places of everyone are taken', () => {
  test('a request without the token is not answered, and does not take a kept place', async () => {
    const { where } = await startAdmin();
    await crowdBefore(where, ordinary);

    for (let count = 0; count < 2 * kept; count += 1)
      expect(await sendRaw(where, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe('');
    expect((await ask(where, '/metrics', withToken)).status).toBe(200);
  });

  test('nor is one with a wrong token', async () => {
    const { where } = await startAdmin();
    await crowdBefore(where, ordinary);

    const wrong = `GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}x\r\n\r\n`;
    expect(await sendRaw(where, wrong)).toBe('');
  });

  test('a connection that has shown the token is not closed for others that have not', async () => {
    const { where } = await startAdmin();
    await crowdBefore(where, ordinary);
    const request = `GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const shown = await crowdBefore(where, 4, request);
    await expect.poll(() => shown.answers).toBe(4);

    await crowdBefore(where, 5 * kept);

    expect(shown.size).toBe(4);
  });
});

test('a socket has no places beyond, because its mode says who may ask', async () => {
  const { where } = await startAdmin({ kind: 'socket', path: join(temporaryFolder(), 'admin.sock') });

  expect((await ask(where, '/metrics')).status).toBe(200);
});

test('requests on one connection whose answers are not there yet are not kept: beyond eight it is closed', async () => {
  const panels = [panelStatusWith({ probe: () => new Promise(() => undefined) })];
  const { where } = await startAdmin(tcp, { status: statusWith({ panels }) });

  expect(await sendRaw(where, 'GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(9))).toBe('');

  expect((await ask(where, '/healthz')).status).toBe(200);
});
