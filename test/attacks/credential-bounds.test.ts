import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../support/http-client.ts';
import { answerWith } from '../support/recording-panel.ts';
import { apiKey, callWith, keys, openSite, type Site } from '../support/site.ts';

// The panel hands credentials and arguments on, and misjudges what does not fit there. So an attacker varies each of them around every
// bound, with quotes, blanks and line breaks in them, in the forms in which a client may send them. Whatever is out of bounds is refused
// before anything else looks at it, in every mode, and the panel receives nothing.

let site: Site;
beforeAll(async () => {
  site = await openSite({ auth: { allowed: { 'access-key': true, 'api-key': true, password: true } } });
});
afterAll(() => site.close());

type Fields = Readonly<Record<string, string>>;

const call = { cmd: 'v-list-user', arg1: 'alice' };
const oddities = [
  "'",
  '"',
  '`',
  '$',
  '\\',
  ' ',
  '\n',
  '\r',
  '\t',
  ';',
  '|',
  '&',
  '<',
  '>',
  '*',
  '?',
  '(',
  '!',
  '#',
  '\x7f',
  '\x80',
  'é',
];

/** A text with the oddity at its start, in its middle and at its end, of the same length. */
function oddOnes(good: string, allowed: RegExp): string[] {
  return oddities.flatMap((odd) =>
    allowed.test(odd) ? [] : [odd + good.slice(1), good.slice(0, 5) + odd + good.slice(6), good.slice(0, -1) + odd],
  );
}

function percentEncoded(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex').replaceAll(/../g, '%$&');
}

function urlencoded(fields: Fields): [string, string] {
  const body = Object.entries(fields)
    .map(([name, value]) => `${name}=${percentEncoded(value)}`)
    .join('&');
  return ['application/x-www-form-urlencoded', body];
}

function json(fields: Fields): [string, string] {
  return ['application/json', Buffer.from(JSON.stringify(fields), 'utf8').toString('latin1')];
}

function multipart(fields: Fields): [string, string] {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--bound\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return ['multipart/form-data; boundary=bound', `${parts.join('')}--bound--\r\n`];
}

async function send(fields: Fields): Promise<{ statuses: number[]; codes: (string | undefined)[]; seen: number }> {
  const before = site.panel.requests.length;
  const replies = await Promise.all(
    [urlencoded, json, multipart].map((form) => {
      const [type, body] = form(fields);
      return post(site.gateway.url, body, { headers: { 'content-type': type } });
    }),
  );
  return {
    statuses: replies.map(({ status }) => status),
    codes: replies.map(({ headers }) => headers['hestia-exit-code']?.toString()),
    seen: site.panel.requests.length - before,
  };
}

const refused = { statuses: [401, 401, 401], codes: ['9', '9', '9'], seen: 0 };

describe('an access key out of bounds', () => {
  const { id, secret } = keys.root;

  it.each([...oddOnes(id, /[0-9A-Za-z]/), id.slice(0, 19), `${id}0`, '', '0'].filter((odd) => odd.trim() !== id))(
    'by its id %j',
    async (odd) => {
      expect(await send({ access_key: odd, secret_key: secret, ...call })).toEqual(refused);
    },
  );

  it.each([...oddOnes(secret, /[0-9A-Za-z_.+/^~=%|-]/), secret.slice(0, 39), `${secret}0`, '', "'".repeat(40)])(
    'by its secret %j',
    async (odd) => {
      expect(await send({ access_key: id, secret_key: odd, ...call })).toEqual(refused);
    },
  );

  it('in one hash of the length of id and secret', async () => {
    expect(await send({ hash: `${id}:${"'".repeat(40)}`, ...call })).toEqual(refused);
    expect(await send({ hash: `${"'".repeat(20)}:${secret}`, ...call })).toEqual(refused);
  });

  it('and within bounds it passes, blanks around it trimmed', async () => {
    const passed = await send({ access_key: ` ${id}\n`, secret_key: `\t${secret} `, ...call });
    expect(passed).toEqual({ statuses: [200, 200, 200], codes: ['0', '0', '0'], seen: 3 });
  });
});

describe('an API key out of bounds', () => {
  it.each([
    ...oddOnes(apiKey, /[A-Za-z0-9_-]/),
    'x'.repeat(15),
    'x'.repeat(256),
    `${apiKey} `,
    ` ${apiKey}`,
    `../keys/${apiKey}`,
  ])('%j', async (odd) => {
    expect(await send({ hash: odd, ...call })).toEqual(refused);
  });
});

describe('user and password out of bounds', () => {
  it.each(['alice', 'Admin', 'admin ', ' admin', "admin'", 'admin\n', '', 'root'])('by the user %j', async (user) => {
    expect(await send({ user, password: 'x', ...call })).toEqual(refused);
  });

  it("by a password of 257 bytes; 256 are the panel's to judge", async () => {
    expect(await send({ user: 'admin', password: 'x'.repeat(257), ...call })).toEqual(refused);
    // As the panel answers a password that is right: without an exit code.
    site.panel.setAnswer(() => answerWith({ headers: [['Content-Type', 'text/html; charset=UTF-8']] }));
    expect((await send({ user: 'admin', password: 'x'.repeat(256), ...call })).seen).toBe(3);
    site.panel.setAnswer(() => answerWith({}));
  });

  it('by a NUL in the password', async () => {
    const { seen } = await send({ user: 'admin', password: 'x\0', ...call });
    expect(seen).toBe(0);
  });
});

describe('arguments together', () => {
  // 36 + length of the command + for each argument 3 + its bytes + 3 for each quote
  const room = 131_071 - 36 - call.cmd.length - 3;
  const root = callWith(keys.root, call.cmd);

  it.each([
    ['one of just the bound', { arg1: 'x'.repeat(room) }, 3],
    ['one a byte longer', { arg1: 'x'.repeat(room + 1) }, 0],
    ['quotes, which count four times, of just the bound', { arg1: "'".repeat(Math.floor(room / 4)) + 'x'.repeat(room % 4) }, 3],
    ['one quote more', { arg1: "'".repeat(Math.floor(room / 4) + 1) }, 0],
    ['two of just the bound', { arg1: 'x'.repeat(1000), arg2: 'y'.repeat(room - 1003) }, 3],
    ['two a byte longer', { arg1: 'x'.repeat(1000), arg2: 'y'.repeat(room - 1002) }, 0],
    ['two empty ones, which count three each, of just the bound', { arg1: 'x'.repeat(room - 6), arg2: '', arg13: '' }, 3],
    ['two empty ones and a byte more', { arg1: 'x'.repeat(room - 5), arg2: '', arg13: '' }, 0],
  ])('%s', async (_what, args, seen) => {
    const sent = await send({ ...root, ...args });
    expect(sent.seen).toBe(seen);
    expect(sent.statuses).toEqual(Array.from({ length: 3 }, () => (seen === 0 ? 413 : 200)));
  });

  it('of v-make-tmp-file may be longer: they take no command line', async () => {
    const zone = { arg1: 'z'.repeat(200_000), arg2: 'zone' };
    expect((await send({ ...callWith(keys.root, 'v-make-tmp-file'), ...zone })).seen).toBe(3);
  });
});

describe('a command out of bounds', () => {
  it.each([
    'v-list-user ;id',
    '../v-list-user',
    'v-list-user\nid',
    'v-list-üser',
    "v-list-user'",
    'x'.repeat(65),
    'v.list',
    '$(id)',
  ])('%j', async (cmd) => {
    const sent = await send({ ...callWith(keys.root, cmd) });
    expect(sent).toEqual({ statuses: [422, 422, 422], codes: ['2', '2', '2'], seen: 0 });
  });
});
