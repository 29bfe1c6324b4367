import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { RedisSettings, Settings } from '../../src/domain/policy/settings.ts';
import { freePort } from '../support/free-port.ts';
import { ask } from '../admin/start-admin.ts';
import { singleAt } from '../limits/open-redis-store.ts';
import { valueIn } from '../observe/metrics/exposition.ts';
import { post } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { until } from '../support/until.ts';

// What is needed for a call to be recorded and counted is looked at by /readyz, and has a metric.

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'health-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

interface Watched extends Site {
  readonly ready: () => Promise<{ readonly status: number; readonly body: string }>;
  readonly metric: (name: string, labels: Readonly<Record<string, string>>) => Promise<number | undefined>;
}

async function openWatched(settings: Partial<Settings>): Promise<Watched> {
  const path = join(folder, 'admin.sock');
  const site = await openSite({ settings: { admin: { at: { kind: 'socket', path }, isRequired: true }, ...settings } });
  onTestFinished(() => site.close());
  const where = `unix:${path}`;
  return {
    ...site,
    ready: () => ask(where, '/readyz'),
    metric: async (name, labels) => valueIn((await ask(where, '/metrics')).body, name, labels),
  };
}

/** A folder on a disk that takes no byte, and that is then given room. */
function fullDisk(): { readonly file: string; readonly makeRoom: () => void } {
  const disk = join(folder, 'disk');
  symlinkSync('/dev', disk);
  const room = join(folder, 'room');
  mkdirSync(room);
  const makeRoom = (): void => {
    unlinkSync(disk);
    symlinkSync(room, disk);
  };
  return { file: join(disk, 'full'), makeRoom };
}

const call = callWith(keys.alice, 'v-list-mail-accounts', 'alice', 'alice.test');
const wrong = { ...call, secret_key: 'x'.repeat(40) };

describe('/readyz and the metrics', () => {
  test('tell of an audit log that cannot be written, until it can, also where no call comes', async () => {
    const { file, makeRoom } = fullDisk();
    const { gateway, ready, metric } = await openWatched({ audit: { file, chain: true, authLog: undefined } });
    expect(await metric('hearthgate_log_written', { log: 'audit' })).toBe(1);

    const before = gateway.log.length;
    for (let calls = 0; calls < 20; calls += 1) expect((await post(gateway.url, call)).status).toBe(500);

    // The outage is told once, not once for each call.
    expect(gateway.log.slice(before)).toEqual([expect.stringMatching(/^error the audit log cannot be written: ENOSPC/)]);
    expect(await ready()).toMatchObject({
      status: 503,
      body: expect.stringMatching(/^audit log: cannot be written: ENOSPC: .*make room on its disk\. Calls are refused/m),
    });
    expect(await metric('hearthgate_log_written', { log: 'audit' })).toBe(0);
    makeRoom();
    await until(async () => (await ready()).status === 200);
    expect((await ready()).body).toMatch(/^audit log: ok$/m);
    expect(await metric('hearthgate_log_written', { log: 'audit' })).toBe(1);
  });

  test('tell of an auth log that cannot be written, without which calls go on', async () => {
    const { file } = fullDisk();
    const { gateway, ready, metric } = await openWatched({ audit: { file: '/dev/null', chain: true, authLog: file } });

    await post(gateway.url, wrong);

    const { status, body } = await ready();
    expect(status).toBe(200);
    expect(body).toMatch(/^audit log: ok\nauth log: cannot be written: ENOSPC.*Failed logins are not told to fail2ban/m);
    expect(await metric('hearthgate_log_written', { log: 'auth' })).toBe(0);
    expect((await post(gateway.url, call)).status).toBe(200);
  });

  test.each([
    ['deny', 503, /^store: Redis does not answer \(.*ECONNREFUSED.*\): calls are refused until it does$/m],
    ['local', 200, /^store: ok; Redis does not answer \(.*ECONNREFUSED.*\): this gateway counts alone until it does$/m],
  ] as const)('tell that Redis is away, with onFailure %s', async (onFailure, status, line) => {
    const { ready, metric } = await openWatched({ redis: redisAt(await freePort(), onFailure) });

    await until(async () => line.test((await ready()).body));

    expect((await ready()).status).toBe(status);
    expect(await metric('hearthgate_store_reached', {})).toBe(0);
  });
});

function redisAt(port: number, onFailure: RedisSettings['onFailure']): RedisSettings {
  return {
    at: singleAt(port),
    tls: undefined,
    username: undefined,
    passwordFile: undefined,
    database: 0,
    prefix: 'health:',
    timeoutMs: 200,
    onFailure,
  };
}
