import { describe, expect, test } from 'vitest';
import type { BannedClient, LimitsControl } from '../../src/domain/ledger/limits-status.ts';
import { startAdmin, tcp, withToken } from '../admin/start-admin.ts';
import { askApi } from './ask-api.ts';

function nameOf(client: BannedClient): string {
  return client.kind === 'address' ? client.address.text : client.network.text;
}

/** A control that writes down what it was told. */
function recorder(): LimitsControl & { readonly told: readonly string[] } {
  const told: string[] = [];
  return {
    told,
    at: () => undefined,
    isAlone: () => false,
    bans: () => [{ panel: 'main', subject: 'KEY 192.0.2.9', cause: 'pair', leftMs: 59_001, level: 2, note: 'a note' }],
    on: (client) => [{ panel: 'main', name: nameOf(client), bans: [] }],
    ban: (client, { lastsMs }) => {
      const text = nameOf(client);
      told.push(`ban ${text} ${lastsMs}`);
      if (text === '192.0.2.100') return 'never';
      return text === '192.0.2.200' ? 'no-room' : 'banned';
    },
    unlock: (key) => told.push(`unlock ${key}`) > 0,
    unban: (client) => {
      told.push(`unban ${nameOf(client)}`);
      return 2;
    },
    unbanPair: (key, place) => told.push(`unban ${key} at ${nameOf(place)}`),
    ofAddress: ({ text }) => [
      { panel: 'main', counted: text, used: 3, of: 20, resetMs: 1500, refusedMs: undefined, isAlone: false },
    ],
    ofKey: (key) => [{ panel: 'main', counted: key, used: 50, of: 50, resetMs: undefined, refusedMs: 60_000, isAlone: false }],
    nearLimits: () => [],
  };
}

test.each([
  ['GET', '/report?secnds=60', 'takes the parameters panel, seconds'],
  ['POST', '/bans?address=192.0.2.1&seconds=60&panle=main', 'takes the parameters address'],
  ['GET', '/status?panel=main', 'takes no parameters'],
] as const)('%s %s has a parameter that is not known, and is refused', async (method, path, words) => {
  const limits = recorder();
  const { where } = await startAdmin(tcp, { limits });
  const { status, body } = await askApi(where, method, path);
  expect([status, limits.told]).toEqual([400, []]);
  expect(body).toContain(words);
});

test.each(['no list', '{"a":"b"}', '"a"', '[1]'])('arguments that are no list of texts are not explained: %s', async (args) => {
  const { where } = await startAdmin();
  const query = new URLSearchParams({ from: '192.0.2.1', key: 'A'.repeat(20), command: 'v-list-user', args });
  expect(await askApi(where, 'POST', `/explain?${query.toString()}`)).toMatchObject({ status: 400 });
});

describe('/api/v1/bans', () => {
  test('tells the bans that run', async () => {
    const { where } = await startAdmin(tcp, { limits: recorder() });
    const { status, body } = await askApi(where, 'GET', '/bans');
    expect([status, JSON.parse(body)]).toEqual([
      200,
      {
        bans: [
          {
            panel: 'main',
            subject: 'KEY 192.0.2.9',
            cause: 'pair',
            until: '1970-01-01T00:00:59.001Z',
            leftSeconds: 60,
            level: 2,
            note: 'a note',
          },
        ],
        onThisGatewayAlone: false,
      },
    ]);
  });

  test('bans an address, and ends its bans; both are logged', async () => {
    const limits = recorder();
    const { where, log } = await startAdmin(tcp, { limits });
    const banned = await askApi(where, 'POST', '/bans?address=2001:db8::1&seconds=60');
    const ended = await askApi(where, 'DELETE', '/bans?address=192.0.2.1');
    expect([banned.status, JSON.parse(banned.body)]).toEqual([
      200,
      { banned: [{ panel: 'main', subject: '2001:db8::1', leftSeconds: 0 }], hasEnded: false, onThisGatewayAlone: false },
    ]);
    expect([ended.status, JSON.parse(ended.body)]).toEqual([
      200,
      { subject: '192.0.2.1', ended: 2, forgotten: 0, still: [], onThisGatewayAlone: false },
    ]);
    expect(limits.told).toEqual(['ban 2001:db8::1 60000', 'unban 192.0.2.1']);
    expect(log.map((line) => line.replace(/ \{.*/, ''))).toEqual([
      'an address is banned by hand',
      'audit',
      'bans are ended by hand, and failures forgotten',
      'audit',
    ]);
    expect(log[1]).toBe('audit {"event":"banned","banned":"2001:db8::1","seconds":60,"by":"commands"}');
    expect(log[3]).toBe('audit {"event":"unbanned","banned":"192.0.2.1","ended":2,"by":"commands"}');
  });

  test('forgets the failures of a key', async () => {
    const limits = recorder();
    const { where } = await startAdmin(tcp, { limits });
    const { status, body } = await askApi(where, 'DELETE', '/bans?key=ABCDEFGHIJ0123456789');
    expect([status, JSON.parse(body), limits.told]).toEqual([
      200,
      { subject: 'ABCDEFGHIJ0123456789', ended: 1, forgotten: 0, still: [], onThisGatewayAlone: false },
      ['unlock ABCDEFGHIJ0123456789'],
    ]);
  });

  test.each([
    ['192.0.2.100', '192.0.2.100 is not banned: clients.neverBan names it, or part of it\n'],
    ['192.0.2.200', expect.stringMatching(/is not banned everywhere: all places are taken/)],
  ])('says where an address is not banned: %s', async (address, text) => {
    const { where } = await startAdmin(tcp, { limits: recorder() });
    const { status, body } = await askApi(where, 'POST', `/bans?address=${address}&seconds=60`);
    expect([status, body]).toEqual([409, text]);
  });

  test.each([
    ['DELETE', '/bans?key=short'],
    ['POST', '/bans?address=nobody&seconds=60'],
    ['POST', '/bans?seconds=60'],
    ['POST', '/bans?address=192.0.2.1&seconds=0'],
    ['POST', '/bans?address=192.0.2.1&seconds=1e99'],
    ['POST', '/bans?address=192.0.2.1'],
    ['DELETE', '/bans?address=192.0.2.1/24'],
    ['POST', '/bans?address=192.0.2.1&seconds=60&panel=other'],
    ['POST', `/bans?address=192.0.2.1&seconds=60&note=${'x'.repeat(161)}`],
    ['POST', '/bans?address=192.0.2.1&seconds=60&note=a%0Ab'],
    ['POST', '/bans?address=192.0.2.1&until=2027'],
    ['DELETE', '/bans?key=ABCDEFGHIJ0123456789&address=x'],
    ['GET', '/limits?address=192.0.2.0/24'],
    ['GET', '/limits'],
    ['GET', '/limits?address=x'],
    ['GET', '/limits?key=short'],
  ])('%s %s is refused in words, and does nothing', async (method, path) => {
    const limits = recorder();
    const { where } = await startAdmin(tcp, { limits });
    const { status, body } = await askApi(where, method, path);
    expect([status, body]).toEqual([400, expect.stringMatching(/^expected .+\n$/)]);
    expect(limits.told).toEqual([]);
  });

  test.each(['POST', 'DELETE'])('%s without a token, or from a page of another origin, is refused', async (method) => {
    const limits = recorder();
    const { where } = await startAdmin(tcp, { limits });
    const path = '/bans?address=192.0.2.1&seconds=60';
    expect((await askApi(where, method, path, {})).status).toBe(401);
    expect((await askApi(where, method, path, { ...withToken.headers, origin: 'http://evil.example' })).status).toBe(403);
    expect(limits.told).toEqual([]);
  });

  test('knows no other method', async () => {
    const { where } = await startAdmin(tcp, { limits: recorder() });
    const reply = await askApi(where, 'PUT', '/bans');
    expect([reply.status, reply.headers.allow, reply.body]).toEqual([
      405,
      'GET, HEAD, POST, DELETE',
      'GET, HEAD, POST and DELETE only\n',
    ]);
  });
});

describe('/api/v1/limits', () => {
  test('tells what is counted for an address, and for a key', async () => {
    const { where } = await startAdmin(tcp, { limits: recorder() });
    const address = await askApi(where, 'GET', '/limits?address=::ffff:192.0.2.1');
    const key = await askApi(where, 'GET', '/limits?key=ABCDEFGHIJ0123456789');
    expect(JSON.parse(address.body)).toEqual({
      counted: [{ panel: 'main', counted: '192.0.2.1', used: 3, of: 20, resetSeconds: 2, onThisGatewayAlone: false }],
    });
    expect(JSON.parse(key.body)).toEqual({
      counted: [
        { panel: 'main', counted: 'ABCDEFGHIJ0123456789', used: 50, of: 50, refusedSeconds: 60, onThisGatewayAlone: false },
      ],
    });
  });
});
