import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCollector } from '../../src/collector.ts';
import { readSettings } from '../../src/config/resolve/read-settings.ts';
import { type DemoSite, startDemoSite } from '../../src/demo/panel/demo-site.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { post, type Reply } from '../support/http-client.ts';
import { answerWith, hang } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { silentLog } from '../state/sources/silent-log.ts';

// Three panels behind one gateway: the first is known by its files, and hangs; the second by a collected file; the third, the
// demonstration's, through its own API.

let hanging: Site;
let collected: Site;
let asked: DemoSite;
let gateway: Gateway;
let url = '';
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'three-panels-'));
  [hanging, collected, asked] = await Promise.all([openSite(), openSite(), startDemoSite()]);
  const state = join(folder, 'state');
  const collector = createCollector({ from: collected.folder.root, to: state, clock: systemClock, log: silentLog });
  const why = await collector.once();
  if (why !== undefined) throw new Error(why);
  const { id, secret } = asked.keys.admin;
  writeFileSync(join(folder, 'key'), `${id}:${secret.reveal()}\n`, { mode: 0o600 });
  const configuration = {
    listen: [{ port: 0, plaintext: true }],
    admin: { socket: join(folder, 'admin.sock') },
    audit: { file: join(folder, 'audit.log') },
    clients: { allow: ['127.0.0.1'] },
    stop: { grace: '200ms' },
    panels: [
      { name: 'files', hosts: ['files.test'], url: hanging.panel.origin, state: { files: hanging.folder.root } },
      { name: 'static', hosts: ['static.test'], url: collected.panel.origin, state: { static: state } },
      {
        name: 'api',
        hosts: ['api.test'],
        url: asked.panel.origin,
        state: { api: { accessKeyFile: join(folder, 'key'), rootKeys: [id] } },
      },
    ],
  };
  const settings = readSettings(JSON.stringify(configuration), { file: join(folder, 'gateway.yaml'), env: {} });
  gateway = createGateway(settings, { clock: systemClock, log: silentLog });
  [url = ''] = await gateway.start();
});

afterAll(async () => {
  await gateway.stop();
  await Promise.all([hanging.close(), collected.close(), asked.stop()]);
  rmSync(folder, { recursive: true });
});

const to = (host: string, body: Record<string, string>): Promise<Reply> => post(url, body, { headers: { host } });
const listUsers = callWith(keys.root, 'v-list-users', 'json');

describe('one gateway before three panels', () => {
  it('answers calls to the others while the first one hangs', async () => {
    hanging.panel.setAnswer(() => hang());
    let isHeld = true;
    const held = Array.from({ length: 8 }, () =>
      to('files.test', listUsers).then(
        () => (isHeld = false),
        () => (isHeld = false),
      ),
    );
    // One of three places is kept for short reads, and that is what these are.
    await expect.poll(() => hanging.panel.requests.length).toBe(3);
    const { id, secret } = asked.keys.admin;
    const ofDemo = { access_key: id, secret_key: secret.reveal(), cmd: 'v-list-users', arg1: 'json' };
    const replies = await Promise.all([to('static.test', listUsers), to('api.test', ofDemo), to('static.test', listUsers)]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(isHeld).toBe(true);
    hanging.panel.setAnswer(() => answerWith({}));
    await hanging.panel.closeConnections();
    await Promise.all(held);
  });

  it('judges a key by the panel that is asked, and by no other', async () => {
    const { id, secret } = asked.keys.admin;
    const ofDemo = { access_key: id, secret_key: secret.reveal(), cmd: 'v-list-users' };
    const replies = await Promise.all([to('static.test', ofDemo), to('api.test', listUsers)]);
    expect(replies.map(({ status, body }) => [status, body])).toEqual([
      [401, 'Error: Authentication failed'],
      [401, 'Error: Authentication failed'],
    ]);
  });

  it('answers to no other name', async () => {
    expect((await to('other.test', listUsers)).status).toBe(421);
  });
});
