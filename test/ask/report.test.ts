import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { fieldsOf } from '../../src/domain/text/json-fields.ts';
import type { Reply } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answerWith } from '../support/recording-panel.ts';
import { apiKey, callWith, keys, openSite, type Site } from '../support/site.ts';
import type { RecordedKey } from '../support/transcripts.ts';
import { ask } from '../admin/start-admin.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

const dayMs = 86_400_000;
const textType = ['Content-Type', 'text/html; charset=UTF-8'] as const;
let site: Site;
let clock: ManualClock;
let gateway: AskedGateway;
afterEach(async () => {
  await gateway.stop();
  await site.close();
});

/** Two weeks of report-only from now on. */
async function open(settings: object): Promise<void> {
  clock = new ManualClock();
  site = await openSite();
  const reportUntil = new Date(clock.wallMs() + 14 * dayMs).toISOString().slice(0, 10);
  gateway = await openAskedGateway(site, { clock, settings: { reportUntil, ...settings } });
}

const call = (by: RecordedKey, from = '127.0.0.1', command = 'v-list-mail-domains'): Promise<Reply> =>
  gateway.send(from, callWith(by, command, by.user));

const guess = (): Promise<Reply> => gateway.send('127.0.0.1', { user: 'admin', password: 'guess', cmd: 'v-list-users' });

async function pageOf(path: string): Promise<string> {
  return (await ask(`unix:${join(gateway.folder, 'admin.sock')}`, path)).body;
}

const audit = (): readonly Readonly<Record<string, unknown>>[] =>
  readFileSync(join(gateway.folder, 'audit.log'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => fieldsOf(JSON.parse(line)));

const clients = { allow: ['127.0.0.1'], before: ['127.0.0.0/24'] };

describe('in report-only', () => {
  test('calls go on that would be refused; audit log, metrics and hearthgate report say so', async () => {
    await open({ mode: 'report', clients, limits: { key: { calls: 2, per: '1h' } } });
    site.panel.setAnswer(() => answerWith({ headers: [['Hestia-Exit-Code', '0'], textType], body: '{}' }));
    for (let count = 0; count < 3; count += 1) expect((await call(keys.alice)).status).toBe(200);
    clock.advance(60_000);
    expect((await call(keys.alice, '127.0.0.2')).status).toBe(200);
    site.panel.setAnswer(() => answerWith({ headers: [textType], body: '{}' }));
    expect((await gateway.send('127.0.0.1', { hash: apiKey, cmd: 'v-list-users', arg1: 'json' })).status).toBe(200);
    expect((await call(keys.alice, '127.0.1.2')).status).toBe(401);

    const told = audit().map(({ event, wouldRefuse, reason }) => [event, wouldRefuse ?? reason]);
    expect(told.filter(([, why]) => why !== undefined)).toEqual([
      ['sent', ['key_rate']],
      ['answered', ['key_rate']],
      ['sent', ['address_not_allowed', 'key_rate']],
      ['answered', ['address_not_allowed', 'key_rate']],
      ['sent', ['api_disabled']],
      ['answered', ['api_disabled']],
      ['refused', 'address_not_allowed'],
    ]);
    expect((await pageOf('/metrics')).match(/^hearthgate_decisions_total.*/gm)).toEqual([
      'hearthgate_decisions_total{panel="main",outcome="permitted",reason="none"} 2',
      'hearthgate_decisions_total{panel="main",outcome="reported",reason="key_rate"} 1',
      'hearthgate_decisions_total{panel="main",outcome="reported",reason="address_not_allowed"} 1',
      'hearthgate_decisions_total{panel="main",outcome="reported",reason="api_disabled"} 1',
      'hearthgate_decisions_total{panel="main",outcome="refused",reason="address_not_allowed"} 1',
    ]);
    const { code, out, err } = await gateway.hearthgate('report');
    expect([code, err]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot('../golden/report.txt');
    await expect(await gateway.page('/report')).toMatchFileSnapshot('../golden/report.json');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('what is recorded outlives a restart, and is left out where it is older than asked for', async () => {
    await open({ report: ['key_rate'], limits: { key: { calls: 1, per: '1h' } } });
    await call(keys.alice);
    await call(keys.alice);
    await gateway.restart();
    clock.advance(3 * dayMs);
    expect((await gateway.hearthgate('report')).out).toContain('key_rate: key ALICE');
    const brief = await gateway.hearthgate('report', '--since', '2d');
    expect([brief.code, brief.out.includes('no call would have been refused')]).toEqual([1, true]);
    expect((await gateway.hearthgate('report', '--panel', 'other')).code).toBe(1);
  });

  test('everything is enforced from the end on, which the health page says a week before', async () => {
    await open({ mode: 'report', clients });
    expect(await pageOf('/readyz')).not.toContain('report-only');
    clock.advance(8 * dayMs);
    expect(await pageOf('/readyz')).toMatch(/^report-only main: ends in \d+d.*hearthgate report/m);
    expect(await pageOf('/metrics')).toMatch(/^hearthgate_report_only_end_timestamp_seconds\{panel="main"\} \d+$/m);
    expect((await call(keys.alice, '127.0.0.2')).status).not.toBe(401);
    clock.advance(6 * dayMs);
    expect((await call(keys.alice, '127.0.0.2')).status).toBe(401);
    expect([await pageOf('/readyz'), await pageOf('/metrics')].join('')).not.toMatch(
      /report-only main|report_only_end_timestamp_seconds\{/,
    );
    expect((await gateway.hearthgate('report')).out).toContain('panel main: everything is enforced');
  });

  test('the end of a kind of deprecated credential is told two weeks before, and no longer once it is there', async () => {
    const untilMs = new ManualClock().wallMs() + 15 * dayMs;
    await open({ clients, auth: { password: { until: new Date(untilMs).toISOString().replace(/\.\d+Z$/, 'Z') } } });
    expect(await pageOf('/readyz')).not.toContain('password main');
    clock.advance(dayMs + 1000);
    expect(await pageOf('/readyz')).toMatch(/^password main: ends in 13d.*hearthgate keys --deprecated/m);
    expect((await gateway.hearthgate('status')).out).toContain('password main: ends in 13d');
    clock.advance(14 * dayMs);
    expect(await pageOf('/readyz')).not.toContain('password main');
  });

  test('passwords go on only as often as they may be wrong, so that the panel sees no guess more', async () => {
    await open({ mode: 'report', limits: { failures: { pair: { attempts: 1, per: '1h' } } }, auth: { password: 'deny' } });
    site.panel.setAnswer(() =>
      answerWith({ headers: [['Hestia-Exit-Code', '9'], textType], status: 401, body: 'Error: authentication failed' }),
    );
    expect([(await guess()).status, (await guess()).status, (await guess()).status]).toEqual([401, 429, 429]);
    expect(site.panel.requests.length).toBe(1);
  });
});
