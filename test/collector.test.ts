import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CollectorTimings, createCollector } from '../src/collector.ts';
import { systemClock } from '../src/domain/clock.ts';
import { digestOf } from '../src/domain/secret.ts';
import { asStranger } from './support/as-stranger.ts';
import { movableClock } from './state/sources/movable-clock.ts';
import { silentLog } from './state/sources/silent-log.ts';
import { makePanelFolder, type PanelFolder } from './support/panel-folder.ts';
import { until } from './support/until.ts';

const alice = {
  id: 'ALICEALICEALICEALICE',
  secret: 'alicesecretalicesecretalicesecretalices1',
  user: 'alice',
  permissions: 'billing',
};
const bob = {
  id: 'BOBBOBBOBBOBBOBBOBBO',
  secret: 'bobsecretbobsecretbobsecretbobsecretbob1',
  user: 'bob',
  permissions: 'billing',
};
const apiKey = 'LegacyKey_0123456789';

interface Collecting {
  readonly folder: PanelFolder;
  readonly to: string;
  readonly text: () => string;
  readonly logged: readonly string[];
  readonly advance: (ms: number) => void;
  readonly once: () => Promise<string | undefined>;
  /** Follows until the test ends. @returns a function that stops it */
  readonly follow: () => () => Promise<void>;
}

async function collecting(timings: Partial<CollectorTimings> = {}): Promise<Collecting> {
  const folder = await makePanelFolder({ keys: [alice], apiKeys: [apiKey], users: { bob: 'active' } });
  onTestFinished(folder.remove);
  mkdirSync(join(folder.root, 'out'));
  const to = join(folder.root, 'out', 'panel.state');
  const { clock, advance } = movableClock();
  const logged: string[] = [];
  const tell = (level: string) => (message: string) => void logged.push(`${level} ${message}`);
  const log = { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
  const collector = createCollector({ from: folder.root, to, clock, log, timings });
  const follow = (): (() => Promise<void>) => {
    const stopping = new AbortController();
    const following = collector.follow(stopping.signal);
    const stop = (): Promise<void> => {
      stopping.abort();
      return following;
    };
    onTestFinished(stop);
    return stop;
  };
  return { folder, to, text: () => textOf(to), logged, advance, once: collector.once, follow };
}

/** Empty where there is no such file. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function writtenAtMs(text: string): number {
  const head: unknown = JSON.parse(text.split('\n')[0] ?? '');
  return Date.parse(String(new Map(Object.entries(head ?? {})).get('writtenAt')));
}

describe('the collector', () => {
  it('writes digests, for its owner and its group, and nothing secret', async () => {
    const { to, text, once } = await collecting();
    expect(await once()).toBeUndefined();
    expect(text()).toContain(digestOf(alice.secret).toString('hex'));
    expect(text()).toContain(digestOf(apiKey).toString('hex'));
    expect(text()).not.toContain(alice.secret);
    expect(text()).not.toContain(apiKey);
    expect(statSync(to).mode & 0o777).toBe(0o640);
    expect(Math.abs(writtenAtMs(text()) - Date.now())).toBeLessThan(10_000);
  });

  it('says that it left out what changes all the time', async () => {
    const { folder, once, text } = await collecting();
    const writing = setInterval(() => folder.writeKey(alice), 10);
    onTestFinished(() => clearInterval(writing));
    expect(await once()).toContain('files that change all the time are left out; run it again');
    expect(text()).toContain(`{"unreadable":{"accessKeys":["${alice.id}"]}}`);
  });

  it('writes every change soon', async () => {
    const { folder, text, follow } = await collecting();
    follow();
    await until(() => text().includes(alice.id));
    folder.writeKey(bob);
    await until(() => text().includes(bob.id));
    folder.removeKey(alice.id);
    await until(() => !text().includes(alice.id));
    folder.writeUser('bob', 'suspended');
    await until(() => text().includes('{"users":{"bob":"suspended"}}'));
    folder.writeConf({ API: 'yes', API_SYSTEM: '0', API_ALLOWED_IP: '192.0.2.1', ROOT_USER: 'admin' });
    await until(() => text().includes('"allowedAddresses":["192.0.2.1"]'));
    expect(text()).toContain('"api":{"accessKeys":"off"');
  });

  it('shows readers a whole file at every moment', async () => {
    const { folder, text, follow } = await collecting();
    follow();
    await until(() => text() !== '');
    for (let round = 0; round < 5; round += 1) {
      folder.writeConf({ API: 'yes', API_SYSTEM: String(round % 3), API_ALLOWED_IP: 'allow-all', ROOT_USER: 'admin' });
      await pause(20);
      const lines = text().split('\n');
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ lines: lines.length - 2 });
    }
  });

  it('names the time at which the panel was read, not at which it wrote', async () => {
    const { folder, text, advance, follow } = await collecting();
    follow();
    await until(() => text() !== '');
    const before = writtenAtMs(text());
    rmSync(join(folder.root, 'conf', 'hestia.conf'));
    advance(120_000);
    folder.writeUser('alice', 'suspended');
    await until(() => text().includes('{"users":{"alice":"suspended"}}'));
    expect(writtenAtMs(text()) - before).toBeLessThan(60_000);
  });

  it('writes what has not changed again when it was read anew', async () => {
    const { folder, text, advance, follow } = await collecting();
    follow();
    await until(() => text() !== '');
    const before = writtenAtMs(text());
    advance(30_000);
    folder.writeUser('alice', 'active');
    await until(() => writtenAtMs(text()) - before >= 29_000);
    expect(text()).toContain(alice.id);
  });

  it('leaves the old file whole where it cannot write, says so once, and tries again', async () => {
    const { folder, to, text, logged, follow } = await collecting({ retryMs: 20 });
    follow();
    await until(() => text() !== '');
    const before = text();
    // Nothing can take the place of a folder that is not empty, whoever tries.
    mkdirSync(join(`${to}.new`, 'in the way'), { recursive: true });
    folder.writeKey(bob);
    await until(() => logged.some((line) => line.startsWith('error')));
    await pause(100);
    expect(text()).toBe(before);
    const errors = logged.filter((line) => line.startsWith('error'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/panel\.state cannot be written \(\w+\): .+ What was there before is as it was\.$/);
    rmSync(`${to}.new`, { recursive: true });
    await until(() => text().includes(bob.id));
  });

  it('takes away what a writer left that was ended in the midst of it', async () => {
    const { to, once } = await collecting();
    writeFileSync(`${to}.new`, 'half');
    await once();
    expect(readdirSync(join(to, '..'))).toEqual(['panel.state']);
  });

  it('writes nothing of a panel that it cannot read, and says why', async () => {
    const { folder, text, once } = await collecting();
    rmSync(join(folder.root, 'conf', 'hestia.conf'));
    expect(await once()).toMatch(/panel\.state was not written: \S+hestia\.conf does not exist/);
    expect(text()).toBe('');
  });

  it('lists what it cannot read as unreadable, leaves nothing out and nothing in, and says so', async () => {
    const { folder, text, once } = await collecting();
    const root = folder.root;
    chmodSync(root, 0o755);
    chmodSync(join(root, 'out'), 0o777);
    folder.writeKey(bob);
    for (const path of [`data/access-keys/${alice.id}`, 'data/api/billing', 'data/users/bob/user.conf', 'bin/v-list-user'])
      chmodSync(join(root, path), 0o600);
    for (const path of [
      `data/access-keys/${bob.id}`,
      'data/users/alice/user.conf',
      'data/users/admin/user.conf',
      'conf/hestia.conf',
    ])
      chmodSync(join(root, path), 0o644);
    chmodSync(join(root, 'data/keys'), 0o700);
    const fault = await asStranger(once);
    expect(fault).toMatch(/panel\.state was written, but not all of the panel could be read: \S+ALICE cannot be read \(EACCES\)/);
    const lines = text().split('\n');
    expect(lines.filter((line) => line.includes('unreadable'))).toEqual([
      '{"unreadable":{"users":["bob"]}}',
      '{"unreadable":{"profiles":["billing"]}}',
      '{"unreadable":{"commands":["v-list-user"]}}',
      `{"unreadable":{"accessKeys":["${alice.id}"]}}`,
      '{"unreadable":{"apiKeys":true}}',
    ]);
    expect(lines.filter((line) => /"(?:commands":\{"v-list-user|profiles":\{"billing|users":\{"bob)"/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('{"accessKeys"'))).toEqual([expect.stringContaining(bob.id)]);
  });

  it('writes anew when what it cannot read becomes readable', async () => {
    const { folder, text, follow } = await collecting();
    const file = join(folder.root, 'data/access-keys', bob.id);
    writeFileSync(file, "USER='bob'\n", { mode: 0o640 });
    follow();
    await until(() => text().includes(`{"unreadable":{"accessKeys":["${bob.id}"]}}`));
    folder.writeKey(bob);
    await until(() => text().includes(`{"accessKeys":{"${bob.id}"`));
    expect(text()).not.toContain('unreadable');
  });

  it('stops when it is told to', async () => {
    const { folder, to, text, follow } = await collecting();
    const stop = follow();
    await until(() => text() !== '');
    await stop();
    const before = text();
    // Another one follows the same panel, and has noticed what this one would have.
    const other = `${to}.other`;
    const last = createCollector({ from: folder.root, to: other, clock: systemClock, log: silentLog });
    const stopping = new AbortController();
    const following = last.follow(stopping.signal);
    await until(() => textOf(other) !== '');
    folder.removeKey(alice.id);
    await until(() => !textOf(other).includes(alice.id));
    stopping.abort();
    await following;
    expect(text()).toBe(before);
  });
});
