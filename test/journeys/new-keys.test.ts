import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createCollector } from '../../src/collector.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { StateSourceSettings } from '../../src/domain/policy/settings.ts';
import { type ApiPanel, keyLines, ownKey, startApiPanel } from '../support/api-panel.ts';
import { policyWith } from '../support/facts.ts';
import { post, type Reply } from '../support/http-client.ts';
import { makePanelFolder } from '../support/panel-folder.ts';
import { answerWith, startRecordingPanel } from '../support/recording-panel.ts';
import { callWith } from '../support/site.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { movableClock } from '../state/sources/movable-clock.ts';
import { silentLog } from '../state/sources/silent-log.ts';

// Failed logins are limited as they are by default: five of a key from an address, twenty of an address.

const { failures } = policyWith().limits;
const bobKey = {
  id: 'BOBBOBBOBBOBBOBBOBBO',
  secret: 'bobsecretbobsecretbobsecretbobsecretbob1',
  user: 'bob',
  permissions: 'mail-accounts',
};
const command = 'v-list-mail-domains';

const keyCalled = (letter: string): typeof bobKey => ({ ...bobKey, id: letter.repeat(20) });

interface Source {
  readonly source: StateSourceSettings;
  readonly root: string;
  readonly origin: string;
  /** The panel makes this key. */
  readonly make: (key: typeof bobKey) => Promise<void> | void;
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

async function filesSource(): Promise<Source> {
  const panel = await startRecordingPanel();
  onTestFinished(() => panel.stop());
  panel.setAnswer(() => answerWith({}));
  const files = await makePanelFolder({ users: { bob: 'active' } });
  onTestFinished(files.remove);
  const { root } = files;
  return { source: { kind: 'files', root }, root, origin: panel.origin, make: files.writeKey };
}

async function staticSource(): Promise<Source> {
  const files = await filesSource();
  const file = join(folder, 'panel.state');
  const collect = async (): Promise<void> => {
    const fault = await createCollector({ from: files.root, to: file, clock: systemClock, log: silentLog }).once();
    if (fault !== undefined) throw new Error(fault);
  };
  await collect();
  return {
    ...files,
    source: { kind: 'static', file },
    make: async (key) => {
      await files.make(key);
      await collect();
    },
  };
}

async function apiSource(everyMs = 300_000): Promise<Source & { readonly panel: ApiPanel }> {
  const panel = await startApiPanel();
  panel.modes.set(command, { status: 200, exitCode: '0', body: '{"a.example": {}}' });
  const accessKeyFile = join(folder, 'panel.key');
  writeFileSync(accessKeyFile, `${ownKey.id}:${ownKey.secret.reveal()}\n`, { mode: 0o600 });
  const source = { kind: 'api', accessKeyFile, everyMs, rootKeys: new Set<string>(), extraCommands: new Map() } as const;
  return { panel, source, root: '/', origin: panel.origin, make: (key) => void panel.keys.set(key.id, keyLines(key)) };
}

interface Opened {
  readonly gateway: TestGateway;
  readonly use: (key: typeof bobKey) => Promise<Reply>;
  readonly advance: (ms: number) => void;
}

async function open({ source, root, origin }: Source): Promise<Opened> {
  const { clock, advance } = movableClock();
  const gateway = await startTestGateway({
    origin,
    root,
    clock,
    limits: { failures },
    panel: { state: { source, maxAgeMs: 600_000, readApiKeys: false } },
  });
  onTestFinished(gateway.stop);
  return { gateway, advance, use: (key) => post(gateway.url, callWith(key, command, key.user)) };
}

const sources = { files: filesSource, static: staticSource, api: apiSource };

describe.each(Object.entries(sources))('a key that was tried before the panel made it, with state.%s', (_name, startSource) => {
  it('works as soon as it is confirmed, though its client was banned with it', async () => {
    const source = await startSource();
    const { use, advance } = await open(source);
    const statuses = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await use(bobKey)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);

    await source.make(bobKey);
    // An early round is due again.
    advance(10_000);
    await expect.poll(async () => (await use(bobKey)).status).toBe(200);
  });

  it('works though its address was banned because of several such keys, and a ban for other keys stays', async () => {
    // A call of a banned address is not read, so that nothing but the next round tells of the key.
    const source = await startSource(1_000);
    const { use, advance } = await open(source);
    const others = [keyCalled('A'), keyCalled('B'), keyCalled('C')];
    for (const key of [bobKey, ...others]) for (let count = 0; count < 5; count += 1) await use(key);
    expect((await use(bobKey)).status).toBe(429);

    await source.make(bobKey);
    advance(10_000);
    await expect.poll(async () => (await use(bobKey)).status).toBe(200);
    for (const key of others) expect((await use(key)).status).toBe(429);
  });
});

describe('a key that the panel lists and that is not confirmed', () => {
  it('is refused with state_unavailable from the start, and never counted, however often it is tried', async () => {
    const source = await apiSource();
    await source.make(bobKey);
    source.panel.modes.set('v-list-access-key', { status: 400, exitCode: '12', body: 'Error: not now' });
    const { gateway, use } = await open(source);
    const replies = [];
    for (let count = 0; count < 30; count += 1) replies.push(await use(bobKey));
    expect(new Set(replies.map(({ status, body }) => `${status} ${body}`))).toEqual(
      new Set(['503 Error: Configuration of the panel is not available']),
    );
    expect(new Set(gateway.outcomes.map(({ result }) => result.kind === 'refused' && result.denial.reason))).toEqual(
      new Set(['state_unavailable']),
    );

    source.panel.modes.delete('v-list-access-key');
    await expect.poll(async () => (await use(bobKey)).status).toBe(200);
  });

  it('is new, and works within seconds of the first call, which is told what is so: that the panel had not listed it', async () => {
    const source = await apiSource();
    const { use } = await open(source);
    await source.make(bobKey);
    expect((await use(bobKey)).status).toBe(401);
    await expect.poll(async () => (await use(bobKey)).status).toBe(200);
  });
});
