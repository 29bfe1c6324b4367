import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { programVersion } from '../../src/config/text/program-version.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { captureTerminal } from '../cli/capture-terminal.ts';
import { freePort } from '../support/free-port.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';
import { type AskedGateway, openAskedGateway } from './asked-gateway.ts';

let site: Site;
const gateways: AskedGateway[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop();
  await site.close();
});

async function open(settings: object = {}, clock: Clock = new ManualClock()): Promise<AskedGateway> {
  const gateway = await openAskedGateway(site, { clock, settings });
  gateways.push(gateway);
  return gateway;
}

/** Without what is another one at each run. */
function lasting(text: string): string {
  return text
    .replaceAll(process.version, 'v20.20.2')
    .replaceAll(programVersion(), '1.2.3')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:8483')
    .replaceAll(/"stateAgeSeconds":\d+/g, '"stateAgeSeconds":0')
    .replaceAll(site.folder.root, '/usr/local/hestia');
}

const list = (gateway: AskedGateway, secret?: string): Promise<unknown> => gateway.call('127.0.0.1', secret);

describe('hearthgate status', () => {
  test('shows on one screen how the gateway is', async () => {
    site = await openSite();
    const clock = new ManualClock();
    const gateway = await open(
      {
        mode: 'report',
        reportUntil: new Date(clock.wallMs() + 14 * 86_400_000).toISOString().slice(0, 10),
        limits: { key: { calls: 5, per: '1h' } },
      },
      clock,
    );
    for (let count = 0; count < 7; count += 1) await list(gateway);
    await list(gateway, 'x'.repeat(40));
    await gateway.hearthgate('bans', 'add', '192.0.2.7', '--for', '1h');
    clock.advance(90_000);
    await list(gateway, 'x'.repeat(40));
    const { code, out, err } = await gateway.hearthgate('status');
    expect([code, err]).toEqual([0, '']);
    await expect(lasting(out)).toMatchFileSnapshot('../golden/status.txt');
    await expect(lasting(await gateway.page('/status'))).toMatchFileSnapshot('../golden/status.json');
  });

  test('has 80 columns also with long names and nothing that works, and says what needs attention', async () => {
    site = await openSite();
    const dead = `http://127.0.0.1:${await freePort()}`;
    const state = { static: 'nothing-is-there' };
    const gateway = await open({
      panels: [
        { name: 'a'.repeat(64), hosts: ['a.test'], url: dead, state: { files: site.folder.root } },
        { name: 'two', hosts: ['two.test'], url: dead, state },
        { name: 'three', default: true, url: dead, state, mode: 'report', reportUntil: '2027-02-20' },
      ],
    });
    rmSync(join(site.folder.root, 'data', 'access-keys'), { recursive: true });
    const { out } = await gateway.hearthgate('status');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(out.split('\n').length).toBeLessThan(40);
    expect(out).toMatch(/^needs attention:\n(?:.*\n)* {2}state two: /m);
    expect(out).toMatch(/^two +none +0 /m);
  });

  test('has one screen also with many panels, those first that are not well', async () => {
    site = await openSite();
    const state = { files: site.folder.root };
    const panels = Array.from({ length: 60 }, (_, index) => ({
      name: `panel-${index}`,
      hosts: [`p${index}.test`],
      url: site.panel.origin,
      state: index === 59 ? { static: 'nothing-is-there' } : state,
      mode: 'report',
      reportUntil: '2027-02-20',
    }));
    const gateway = await open({ panels });
    const { out } = await gateway.hearthgate('status');
    expect(out.split('\n').length).toBeLessThan(40);
    expect(out).toMatch(/^panel +state.*\npanel-59 +none /m);
    expect(out).toContain('and 50 more panels: hearthgate status --json\n');
  });

  test('--watch shows it again while the gateway is away, until it is interrupted', async () => {
    site = await openSite();
    const gateway = await open();
    const terminal = captureTerminal();
    const screens: string[] = [];
    const watched = Object.assign(terminal, { clear: () => void screens.push('') });
    const code = run(['status', '--watch', '--config', join(gateway.folder, 'gateway.yaml')], watched);
    await until(() => terminal.out().includes('all well'));
    expect(screens).toHaveLength(1);
    terminal.signals.emit('SIGINT');
    expect(await code).toBe(0);
    expect(terminal.signals.eventNames()).toEqual([]);

    await gateway.close();
    const away = captureTerminal();
    const ended = run(['status', '--watch', '--config', join(gateway.folder, 'gateway.yaml')], away);
    await until(() => away.out().includes('nobody answers'));
    away.signals.emit('SIGTERM');
    expect(await ended).toBe(0);
  });
});

/** Of bans and keys. */
const told = async ({ hearthgate }: AskedGateway): Promise<string> =>
  (await hearthgate('status')).out
    .split('\n')
    .filter((line) => /bans? in force|ALICE/.test(line))
    .join('\n');

describeWith('redis-server', 'two gateways that share a Redis', () => {
  test('show the same bans and the same keys near their limits', async () => {
    site = await openSite();
    const redis = await startRedisServer();
    onTestFinished(redis.stop);
    const settings = { store: { redis: { url: redis.url } }, limits: { key: { calls: 5, per: '1h' } } };
    const clock = new ManualClock();
    const [one, two] = [await open(settings, clock), await open(settings, clock)];
    for (let count = 0; count < 5; count += 1) await one.send('127.0.0.1', callWith(keys.alice, 'v-list-mail-domains', 'alice'));
    await one.hearthgate('bans', 'add', '192.0.2.7', '--for', '1h');
    await until(async () => (await told(two)).includes('1 ban in force'));
    expect(await told(two)).toMatch(/1 ban in force \(1 manual\).*\n {2}ALICE0{15} at main: 5 of 5 calls, resets in /);
    expect((await told(two)).replace(/resets in .*/, '')).toBe((await told(one)).replace(/resets in .*/, ''));
  });
});
