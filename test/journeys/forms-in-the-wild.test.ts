import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseReply, post, sendRaw } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// The forms in which real clients send their calls: each reaches the panel as the same request.

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const call = callWith(keys.root, 'v-list-user', 'alice', 'json');
const form = new URLSearchParams(call).toString();
const json = JSON.stringify(call);
const formType = 'Content-Type: application/x-www-form-urlencoded';
const canonical = form;

async function receivedBy(send: () => Promise<{ status: number }>): Promise<string[]> {
  const before = site.panel.requests.length;
  const reply = await send();
  expect(reply.status).toBe(200);
  return site.panel.requests.slice(before).map((received) => received.body.toString('latin1'));
}

const raw = (head: string, body: string): (() => Promise<{ status: number }>) => {
  return async () => parseReply(await sendRaw(site.gateway.url, `${head}\r\n\r\n${body}`, { answers: 1 }));
};

function chunked(text: string): string {
  const half = Math.floor(text.length / 2);
  const chunks = [text.slice(0, half), text.slice(half)];
  return [...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`), '0\r\n\r\n'].join('');
}

describe('a call in the form of', () => {
  it.each([
    ['a JSON API', 'application/json', json],
    ['fetch with a string', 'text/plain;charset=UTF-8', json],
    ['curl -d with JSON', 'application/x-www-form-urlencoded', json],
    ['an older acme.sh plugin', '--connect-timeout 10', json],
    ['a form', 'application/x-www-form-urlencoded', form],
    ['a form with a charset', 'application/x-www-form-urlencoded; charset=UTF-8', form],
  ])('%s', async (_who, type, body) => {
    const received = await receivedBy(() => post(site.gateway.url, body, { headers: { 'content-type': type } }));
    expect(received).toEqual([canonical]);
  });

  it.each([
    ['HTTP/1.0 without a Host', raw(`POST /api/ HTTP/1.0\r\n${formType}\r\nContent-Length: ${form.length}`, form)],
    ['HTTP/1.0 with one', raw(`POST /api/ HTTP/1.0\r\nHost: panel\r\n${formType}\r\nContent-Length: ${form.length}`, form)],
    [
      'Connection: close',
      raw(`POST /api/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${formType}\r\nContent-Length: ${form.length}`, form),
    ],
    ['chunks', raw(`POST /api/ HTTP/1.1\r\nHost: a\r\n${formType}\r\nTransfer-Encoding: chunked`, chunked(form))],
    ['the short path', raw(`POST /api HTTP/1.1\r\nHost: a\r\n${formType}\r\nContent-Length: ${form.length}`, form)],
    [
      'the long path with a query',
      raw(`POST /api/index.php?x=1 HTTP/1.1\r\nHost: a\r\n${formType}\r\nContent-Length: ${form.length}`, form),
    ],
    ['JSON without a type', raw(`POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${json.length}`, json)],
    [
      'a request to upgrade to HTTP/2, which is ignored',
      raw(
        `POST /api/ HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n${formType}\r\nContent-Length: ${form.length}`,
        form,
      ),
    ],
  ])('%s', async (_what, send) => {
    expect(await receivedBy(send)).toEqual([canonical]);
  });

  it('Expect: 100-continue, whose body comes after the gateway has asked for it', async () => {
    const received = await receivedBy(() => sendAfterContinue(site.gateway.url));
    expect(received).toEqual([canonical]);
  });

  it('head and body in separate packets', async () => {
    const received = await receivedBy(() => sendInPieces(site.gateway.url));
    expect(received).toEqual([canonical]);
  });

  it('several calls on one connection', async () => {
    const one = `POST /api/ HTTP/1.1\r\nHost: a\r\n${formType}\r\nContent-Length: ${form.length}\r\n\r\n${form}`;
    const before = site.panel.requests.length;
    const answers = await sendRaw(site.gateway.url, one + one, { answers: 2 });
    expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(site.panel.requests.length - before).toBe(2);
  });
});

async function sendAfterContinue(url: string): Promise<{ status: number }> {
  const conversation = await converse(url);
  const head = `POST /api/ HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n${formType}\r\nContent-Length: ${form.length}\r\n\r\n`;
  await conversation.say(head);
  expect(await conversation.hear()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  await conversation.say(form);
  return parseReply(await conversation.hear());
}

async function sendInPieces(url: string): Promise<{ status: number }> {
  const conversation = await converse(url);
  const head = `POST /api/ HTTP/1.1\r\nHost: a\r\n${formType}\r\nContent-Length: ${form.length}\r\n\r\n`;
  for (const piece of [head, form.slice(0, 10), form.slice(10)]) await conversation.say(piece);
  return parseReply(await conversation.hear());
}

interface Conversation {
  /** In a packet of its own, which the other side, in this process, has had the turns to read. */
  readonly say: (text: string) => Promise<void>;
  /** The next packet that comes back. */
  readonly hear: () => Promise<string>;
}

async function converse(url: string): Promise<Conversation> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const packets = socket.iterator({ destroyOnReturn: false });
  return {
    say: async (text) => {
      await new Promise((resolve) => socket.write(text, resolve));
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    hear: async () => String((await packets.next()).value),
  };
}
