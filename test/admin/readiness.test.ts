import { describe, expect, test } from 'vitest';
import type { GatewayStatus, PanelStatus } from '../../src/domain/gateway/gateway-status.ts';
import type { StatusPart } from '../../src/domain/status-part.ts';
import { panelStatusWith, statusWith } from '../observe/metrics/status.ts';
import { type AdminReply, ask, startAdmin, tcp } from './start-admin.ts';

const dayMs = 86_400_000;
const nowMs = 1_800_000_000_000;

async function ready(changes: Partial<GatewayStatus>): Promise<Pick<AdminReply, 'status' | 'body'>> {
  const clock = { monotonicMs: () => 0, wallMs: () => nowMs };
  const { where } = await startAdmin(tcp, { clock, status: statusWith({ certificates: () => [], ...changes }) });
  const { status, body } = await ask(where, '/readyz');
  return { status, body };
}

const readyWithPanel = (changes: Partial<PanelStatus>) => ready({ panels: [panelStatusWith(changes)] });
const readyWithCertificate = (leftMs: number) =>
  ready({ panels: [], certificates: () => [{ file: '/etc/gateway.crt', expiresAtMs: nowMs + leftMs }] });

async function lineWith(names: readonly string[]): Promise<string> {
  const fault = { part: 'keys', total: 40, unknown: names.length, first: 'PATH: why', names } as const;
  return (await readyWithPanel({ stateFaults: () => [fault] })).body;
}

describe('/readyz', () => {
  test('has a line for each part, and is 200 where all of them are ok', async () => {
    const panels = [panelStatusWith(), panelStatusWith({ name: 'spare' })];
    const certificate = { file: '/etc/gateway.crt', expiresAtMs: nowMs + 12 * dayMs };

    expect(await ready({ panels, certificates: () => [certificate] })).toEqual({
      status: 200,
      body: `state main: ok
state spare: ok
panel main: ok
panel spare: ok
certificate /etc/gateway.crt: expires in 12d
`,
    });
  });

  test('is 503 where one part of one panel is not ok', async () => {
    const spare = panelStatusWith({ name: 'spare', probe: () => Promise.resolve('connection refused') });

    expect(await ready({ panels: [panelStatusWith(), spare] })).toEqual({
      status: 503,
      body: 'state main: ok\nstate spare: ok\npanel main: ok\npanel spare: connection refused\n',
    });
  });

  test('tells how old a state is that cannot be used, and what could not be read', async () => {
    const { status, body } = await readyWithPanel({
      stateIsUsable: () => false,
      stateAgeMs: () => 734_500,
      stateProblems: () => ['data/access-keys cannot be read', 'give the service the group'],
    });

    expect(status).toBe(503);
    expect(body).toContain('state main: panel state is 734 s old; data/access-keys cannot be read; give the service the group\n');
  });

  test('tells that there has never been a state', async () => {
    const { status, body } = await readyWithPanel({ stateIsUsable: () => false, stateAgeMs: () => undefined });

    expect(status).toBe(503);
    expect(body).toContain('state main: the panel state has never been read\n');
  });

  test('tells problems of a state that can still be used, and is ready', async () => {
    const { status, body } = await readyWithPanel({ stateProblems: () => ['one key is not readable'] });

    expect(status).toBe(200);
    expect(body).toContain('state main: ok; one key is not readable\n');
  });

  test('tells how much of a state can be read, with the first that cannot, and is ready', async () => {
    const first = '/panel/data/access-keys/ALICE cannot be read (EACCES): give the service the group';
    const { status, body } = await readyWithPanel({ stateFaults: () => [{ part: 'keys', total: 4, unknown: 1, first }] });

    expect(status).toBe(200);
    expect(body).toContain(`state main: degraded: 3 of 4 keys can be read; ${first}\n`);
  });

  test('names all that cannot be read where there are several, up to ten', async () => {
    const many = Array.from({ length: 12 }, (_, number) => `K${number}`);

    expect(await lineWith(['ALICE', 'B\nOB'])).toContain('38 of 40 keys can be read (not ALICE, B?OB); PATH: why\n');
    expect(await lineWith(many)).toContain('(not K0, K1, K2, K3, K4, K5, K6, K7, K8, K9 and 2 more); PATH: why\n');
    expect(await lineWith(['ALICE'])).toContain('39 of 40 keys can be read; PATH: why\n');
  });

  test.each(['keys', 'profiles', 'users'] as const)('is 503 where none of the %s can be read', async (part) => {
    const { status, body } = await readyWithPanel({ stateFaults: () => [{ part, total: 4, unknown: 4, first: 'PATH: why' }] });

    expect(status).toBe(503);
    expect(body).toContain(`state main: degraded: 0 of 4 ${part} can be read; PATH: why\n`);
  });

  test.each([
    ['commands', 4, '0 of 4 commands can be read'],
    ['api_keys', undefined, 'not all API keys can be read'],
  ] as const)('is ready where other calls do not depend on the %s that cannot be read', async (part, total, words) => {
    const { status, body } = await readyWithPanel({ stateFaults: () => [{ part, total, unknown: 4, first: 'PATH: why' }] });

    expect(status).toBe(200);
    expect(body).toContain(`state main: degraded: ${words}; PATH: why\n`);
  });

  test('names what allows nothing, up to five', async () => {
    const notices = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `profile ${name} allows nothing`);
    const one = await readyWithPanel({ stateNotices: () => notices.slice(0, 1) });
    const many = await readyWithPanel({ stateNotices: () => notices });

    expect(one).toMatchObject({ status: 200, body: expect.stringContaining('state main: ok; profile a allows nothing\n') });
    expect(many.body).toContain('; profile e allows nothing; and 2 more of this kind, in the log\n');
  });

  test('tells what is wrong with the files of a certificate, and is ready: another one is shown', async () => {
    const certificate = { file: '/etc/gateway.crt', expiresAtMs: nowMs + 12 * dayMs, warnings: ['/etc/gateway.key is empty'] };

    expect(await ready({ panels: [], certificates: () => [certificate] })).toEqual({
      status: 200,
      body: 'certificate /etc/gateway.crt: expires in 12d; warning: /etc/gateway.key is empty\n',
    });
  });

  test('is 503 while a certificate is not valid yet', async () => {
    const certificate = { file: '/etc/gateway.crt', validFromMs: nowMs + 3 * dayMs, expiresAtMs: nowMs + 90 * dayMs };

    expect(await ready({ panels: [], certificates: () => [certificate] })).toEqual({
      status: 503,
      body: 'certificate /etc/gateway.crt: not valid for another 3d; set the clock, or renew it\n',
    });
  });

  test('says that nobody verifies a panel, and is ready', async () => {
    expect(await readyWithPanel({ isVerified: false })).toEqual({
      status: 200,
      body: 'state main: ok\npanel main: ok, but not verified (tls.verify: none)\n',
    });
  });

  test('is 503 while the circuit breaker of a panel is open', async () => {
    expect(await readyWithPanel({ circuit: () => 'open' })).toEqual({
      status: 503,
      body: 'state main: ok\npanel main: it takes connections, but calls failed in a row; none is let through for now\n',
    });
  });

  test('is ready again when a call is tried: without calls it would never be', async () => {
    expect(await readyWithPanel({ circuit: () => 'half-open' })).toEqual({
      status: 200,
      body: 'state main: ok\npanel main: ok, calls failed in a row, and one is tried\n',
    });
  });

  test('says that a panel cannot be reached, whatever the circuit breaker says', async () => {
    const { body } = await readyWithPanel({ circuit: () => 'open', probe: () => Promise.resolve('connection refused') });

    expect(body).toContain('panel main: connection refused\n');
  });

  test('has a line for each other part, with all remarks on it', async () => {
    const parts: readonly StatusPart[] = [
      { health: () => [{ part: 'store', isFault: false, words: undefined }] },
      { health: () => [{ part: 'panel main', isFault: false, words: 'an answer does not end' }] },
      {},
      {
        health: () => [
          { part: 'certificate a.pem', isFault: false, words: undefined },
          { part: 'certificate b.pem', isFault: false, words: 'warning: renew it' },
        ],
      },
    ];

    expect(await ready({ parts })).toEqual({
      status: 200,
      body: `state main: ok
panel main: ok; an answer does not end
store: ok
certificate a.pem: ok
certificate b.pem: warning: renew it
`,
    });
  });

  test('is 503 where another part fails, and tells the fault before its other remarks', async () => {
    const parts: readonly StatusPart[] = [
      { health: () => [{ part: 'store', isFault: false, words: undefined }] },
      { health: () => [{ part: 'store', isFault: false, words: 'it is slow' }] },
      { health: () => [{ part: 'store', isFault: true, words: 'it does not answer' }] },
    ];

    expect(await ready({ panels: [], parts })).toEqual({ status: 503, body: 'store: it does not answer; it is slow\n' });
  });

  test('does not let words make lines of their own', async () => {
    const { status, body } = await readyWithPanel({ probe: () => Promise.resolve('refused\r\npanel main: ok') });

    expect(status).toBe(503);
    expect(body).toBe('state main: ok\npanel main: refused panel main: ok\n');
  });

  test('is 503 where a probe fails instead of answering', async () => {
    const { status, body } = await readyWithPanel({ probe: () => Promise.reject(new Error('out of sockets')) });

    expect(status).toBe(503);
    expect(body).toContain('panel main: the probe failed: Error: out of sockets\n');
  });

  test('is 503 and asks no panel while the gateway stops', async () => {
    let probes = 0;
    const probe = () => Promise.resolve(String((probes += 1)));

    expect(await ready({ isStopping: () => true, panels: [panelStatusWith({ probe })] })).toEqual({
      status: 503,
      body: 'stopping\n',
    });
    expect(probes).toBe(0);
  });
});

describe('a certificate', () => {
  test.each([
    [8 * dayMs, 200, 'expires in 8d'],
    [7 * dayMs + 1, 200, 'expires in 7d'],
    [7 * dayMs, 200, 'warning: expires in 7d; renew it'],
    [2 * dayMs, 200, 'warning: expires in 2d; renew it'],
    [dayMs + 1, 200, 'warning: expires in 1d; renew it'],
    [90_000, 200, 'warning: expires in 1m 30s; renew it'],
    [1, 200, 'warning: expires in 0s; renew it'],
    [0, 503, 'expired 0s ago; renew it'],
    [-3 * dayMs, 503, 'expired 3d ago; renew it'],
    [Number.NaN, 503, 'it cannot be read until when it is valid; renew it'],
  ])('with %d ms left is %d: %s', async (leftMs, status, words) => {
    expect(await readyWithCertificate(leftMs)).toEqual({ status, body: `certificate /etc/gateway.crt: ${words}\n` });
  });
});
