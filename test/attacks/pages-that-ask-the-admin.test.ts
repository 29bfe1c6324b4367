import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ask, ask, startAdmin, tcp, temporaryFolder, withToken } from '../admin/start-admin.ts';

/**
 * An administrator has led the second listener to his own machine (`ssh -L 8080:/run/hearthgate/admin.sock`, or its port), and opens a page
 * of somebody else. The page has the browser send what lifts a ban. Over the socket the bytes come as commands come, over TCP even with the token.
 */
const unban = { 'content-type': 'application/json' };
const ban = JSON.stringify({ address: '192.0.2.1' });

interface Attack extends Ask {
  readonly path?: string;
  readonly status: number;
  readonly why: RegExp;
}

const attacks: Readonly<Record<string, Attack>> = {
  "another origin's page": {
    method: 'DELETE',
    headers: { ...unban, origin: 'https://evil.example' },
    body: ban,
    status: 403,
    why: /^Pages of browsers may not ask here\n$/,
  },
  'a page that hides its origin': {
    method: 'POST',
    headers: { ...unban, origin: 'null' },
    body: ban,
    status: 403,
    why: /^Pages of browsers/,
  },
  'a page under a name that was led here': {
    method: 'DELETE',
    headers: { ...unban, host: 'evil.example:8080' },
    body: ban,
    status: 421,
    why: /^This name does not lead here: .*\n$/,
  },
  'a form': {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'address=192.0.2.1&seconds=60',
    status: 415,
    why: /^What changes something takes .* content-type: application\/json\n$/,
  },
  'text that is JSON': {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: ban,
    status: 415,
    why: /^What changes/,
  },
  'JSON of no type': { method: 'DELETE', body: ban, status: 415, why: /^What changes/ },
  'JSON of a type that only begins so': {
    method: 'DELETE',
    headers: { 'content-type': 'application/jsonp' },
    body: ban,
    status: 415,
    why: /^What changes/,
  },
  'parameters in the address': {
    method: 'DELETE',
    path: '/api/v1/bans?address=192.0.2.1',
    headers: unban,
    body: '{}',
    status: 400,
    why: /^What changes .* leave out the query\n$/,
  },
  'a link to what changes something': { path: '/api/v1/reload', status: 405, why: /^POST only\n$/ },
  'no JSON': { method: 'DELETE', headers: unban, body: 'address=192.0.2.1', status: 400, why: /^expected a JSON object .*\n$/ },
  'a list': { method: 'DELETE', headers: unban, body: '["192.0.2.1"]', status: 400, why: /^expected a JSON object/ },
  'an address in a list': {
    method: 'DELETE',
    headers: unban,
    body: '{"address":["192.0.2.1"]}',
    status: 400,
    why: /^expected a JSON object/,
  },
  'too much': {
    method: 'DELETE',
    headers: unban,
    body: JSON.stringify({ address: '192.0.2.1', note: 'x'.repeat(20_000) }),
    status: 413,
    why: /^The parameters have at most 16384 bytes\n$/,
  },
};

describe.each(['tcp', 'socket'] as const)('over %s nothing happens by', (kind) => {
  test.each(Object.entries(attacks))('%s', async (_name, { path = '/api/v1/bans', headers, status, why, ...request }) => {
    const { where, log } = await startAdmin(kind === 'tcp' ? tcp : { kind, path: join(temporaryFolder(), 'admin.sock') });
    const proof = kind === 'tcp' ? withToken.headers : {};

    const reply = await ask(where, path, { ...request, headers: { ...proof, ...headers } });

    expect({ status: reply.status, body: reply.body, log }).toEqual({ status, body: expect.stringMatching(why), log: [] });
  });

  test('these, while what a command sends ends the ban', async () => {
    const { where, log } = await startAdmin(kind === 'tcp' ? tcp : { kind, path: join(temporaryFolder(), 'admin.sock') });
    const proof = kind === 'tcp' ? withToken.headers : {};

    const reply = await ask(where, '/api/v1/bans', { method: 'DELETE', headers: { ...proof, ...unban }, body: ban });

    expect([reply.status, log.length]).toEqual([200, 2]);
  });
});
