import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { AuthPolicy, CredentialTerms } from '../../src/domain/policy/policy.ts';
import { type Reply, post } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answerWith } from '../support/recording-panel.ts';
import { apiKey, callWith, keys, openSite, type Site } from '../support/site.ts';

// Passwords and API keys on terms: from where, and until when.

const call = { cmd: 'v-list-users', arg1: 'json' };
const byApiKey = { hash: apiKey, ...call };
const byPassword = { user: 'admin', password: 'correct horse', ...call };
const kinds = [
  ['api-key', byApiKey, { ...byApiKey, hash: 'NotTheKey_0123456789-ABCDEFGHIJ' }],
  ['password', byPassword, { ...byPassword, password: 'wrong' }],
] as const;
const here = '127.0.0.2';
const elsewhere = '127.0.0.3';
/** The panel's state is not too old after it. */
const leftMs = 300_000;

const off: AuthPolicy = {
  allowed: { 'access-key': true, 'api-key': false, password: false },
  terms: new Map(),
  unscopedCommands: new Set(),
};

let clock: ManualClock;
let folder: string;
let site: Site;

beforeEach(async () => {
  clock = new ManualClock();
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-terms-'));
  site = await openSite({
    clock,
    auth: onTerms({ from: AddressSet.of([here]), untilMs: clock.wallMs() + leftMs }),
    settings: { audit: { file: join(folder, 'audit.log'), chain: true, authLog: join(folder, 'auth.log') } },
  });
  // To a deprecated credential the panel does not tell the exit code.
  site.panel.setAnswer(() => answerWith({ headers: [['Content-Type', 'text/html; charset=UTF-8']] }));
});
afterEach(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

function onTerms(terms: CredentialTerms): AuthPolicy {
  return {
    ...off,
    allowed: { 'access-key': true, 'api-key': true, password: true },
    terms: new Map([
      ['api-key', terms],
      ['password', terms],
    ]),
  };
}

/** All that a client sees, but what is another one for each request or each second. */
function seen({ status, headers, body }: Reply): object {
  const { 'x-request-id': _id, date: _date, ratelimit: _limit, ...others } = headers;
  return { status, headers: others, body };
}

function lastLine(): unknown {
  return JSON.parse(readFileSync(join(folder, 'audit.log'), 'utf8').trimEnd().split('\n').at(-1) ?? '');
}

describe.each(kinds)('%s', (kind, right, wrong) => {
  it('is taken from its address, with the day on which that ends, and from no other', async () => {
    const taken = await post(site.gateway.url, right, { from: here });
    const refused = await post(site.gateway.url, right, { from: elsewhere });

    expect([taken.status, refused.status]).toEqual([200, 400]);
    expect(taken.headers).toMatchObject({
      deprecation: '@1739318400',
      link: '<https://hestiacp.com/docs/server-administration/rest-api.html>; rel="deprecation"; type="text/html"',
      sunset: new Date(clock.wallMs() + leftMs).toUTCString(),
    });
    expect(lastLine()).toMatchObject({ event: 'refused', reason: 'api_disabled', detail: 'address', credential: kind });
    expect(site.panel.requests).toHaveLength(1);
  });

  it('ends while the gateway runs, at that moment', async () => {
    clock.advance(leftMs - 1);
    const before = await post(site.gateway.url, right, { from: here });
    clock.advance(1);
    const after = await post(site.gateway.url, right, { from: here });

    expect([before.status, after.status]).toEqual([200, 400]);
    expect(lastLine()).toMatchObject({ event: 'refused', reason: 'api_disabled', detail: 'ended', credential: kind });
  });

  it('is refused as where its kind is off, right or wrong, and nothing is counted against it', async () => {
    const answers: object[] = [];
    const refuse = async (): Promise<void> => {
      for (const body of [right, wrong]) answers.push(seen(await post(site.gateway.url, body, { from: elsewhere })));
    };
    await refuse();
    clock.advance(leftMs);
    await refuse();
    await site.gateway.reload({ auth: off });
    await refuse();

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 400, body: 'Error: API has been disabled' });
    expect(answers[0]).not.toMatchObject({ headers: { deprecation: expect.anything() } });
    expect(site.panel.requests).toEqual([]);
    expect(readFileSync(join(folder, 'auth.log'), 'utf8')).toBe('');
  });

  it('is judged by the terms of a reload', async () => {
    await site.gateway.reload({ auth: onTerms({ from: AddressSet.of([elsewhere]), untilMs: undefined }) });
    const replies = [
      await post(site.gateway.url, right, { from: elsewhere }),
      await post(site.gateway.url, right, { from: here }),
    ];

    expect(replies.map(({ status }) => status)).toEqual([200, 400]);
    expect(replies.map(({ headers }) => [headers['deprecation'], headers['sunset']])).toEqual([
      ['@1739318400', undefined],
      [undefined, undefined],
    ]);
  });
});

it('an answer does not tell by these headers whether a credential is right', async () => {
  const bodies = [
    byApiKey,
    { ...byApiKey, hash: 'NotTheKey_0123456789-ABCDEFGHIJ' },
    byPassword,
    { ...byPassword, user: 'nobody' },
  ];
  for (const body of bodies) {
    const { headers } = await post(site.gateway.url, body, { from: here });
    expect(headers).toMatchObject({ deprecation: expect.anything(), sunset: expect.anything() });
  }
});

it('access keys have none of it', async () => {
  site.panel.setAnswer(() => answerWith({}));
  const { status, headers } = await post(site.gateway.url, callWith(keys.root, 'v-list-users', 'json'), { from: elsewhere });

  expect(status).toBe(200);
  expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['deprecation']));
});

it('what ended is only noted while that reason is reported, and still is told to be deprecated', async () => {
  await site.gateway.reload({ report: { reasons: new Set(['api_disabled']), untilMs: clock.wallMs() + 2 * leftMs } });
  const sunset = new Date(clock.wallMs() + leftMs).toUTCString();
  clock.advance(leftMs);
  const { status, headers } = await post(site.gateway.url, byPassword, { from: here });

  expect(status).toBe(200);
  expect(headers).toMatchObject({ deprecation: '@1739318400', sunset });
  expect(lastLine()).toMatchObject({ event: 'answered', wouldRefuse: ['api_disabled'] });
});
