import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDemoCommand } from '../../src/demo/commands/command-table.ts';
import { type DemoPanel, startDemoPanel } from '../../src/demo/panel/demo-panel.ts';
import { demoProfiles } from '../../src/demo/commands/demo-profiles.ts';
import { newUser, PanelStore } from '../../src/demo/commands/panel-store.ts';
import { Secret } from '../../src/domain/secret.ts';
import { readCall } from '../../src/hestia/call/read-call.ts';
import recorded from '../fixtures/transcripts.json' with { type: 'json' };

type Transcript = (typeof recorded.transcripts)[number];

/** What PHP and the panel's web server make of them: the demonstration's panel reads bodies as the gateway does. */
const beyondTheDemo: ReadonlySet<string> = new Set(['put-form', 'get-json', 'form-dup-cmd']);

const transcripts = recorded.transcripts.filter(
  ({ id, panel, request }) =>
    panel.API === 'yes' &&
    panel.API_SYSTEM === '2' &&
    panel.API_ALLOWED_IP === '127.0.0.1' &&
    !beyondTheDemo.has(id) &&
    isOfTheDemo(request),
);

describe('the panel of the demonstration', () => {
  let panel: DemoPanel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.stop());

  it('is compared with most of what was recorded', () => {
    expect(transcripts.length).toBeGreaterThan(40);
  });

  for (const transcript of transcripts) {
    it(`answers as a real panel does: ${transcript.id}`, async () => {
      const response = await replay(panel, transcript.request);

      const { status, contentType, exitCode } = transcript.response;
      const came = {
        status: response.status,
        contentType: response.headers.get('content-type'),
        exitCode: response.headers.get('hestia-exit-code'),
      };
      expect(came).toEqual({ status, contentType, exitCode });
      const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
      expect(shapeOf(body)).toEqual(shapeOf(bytesOf(transcript.response.bodyBase64).toString('latin1')));
    });
  }
});

describe('what the panel of the demonstration answers to deprecated credentials', () => {
  let panel: DemoPanel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.stop());

  it('is an empty body for v-make-tmp-file with returncode=yes', async () => {
    const response = await post(panel, {
      hash: recorded.legacyKey,
      returncode: 'yes',
      cmd: 'v-make-tmp-file',
      arg1: 'x',
      arg2: 'y',
    });

    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('is a refusal with its exit code where the password is wrong', async () => {
    const response = await post(panel, { user: 'admin', password: 'wrong', cmd: 'v-list-users' });

    expect([response.status, response.headers.get('hestia-exit-code'), await response.text()]).toEqual([
      401,
      '9',
      'Error: authentication failed',
    ]);
  });
});

describe('a change at the panel of the demonstration', () => {
  it('is listed afterwards', async () => {
    const panel = await startPanel();
    const added = await post(panel, admin('v-add-user', 'dora', 'secret', 'dora@example.test'));
    const listed: unknown = await (await post(panel, admin('v-list-users', 'json'))).json();
    const again = await post(panel, admin('v-add-user', 'dora', 'secret', 'dora@example.test'));
    await panel.stop();

    expect([added.status, added.headers.get('hestia-exit-code')]).toEqual([204, '0']);
    expect(listed).toHaveProperty('dora');
    expect([again.status, await again.text()]).toEqual([400, 'Error: user dora exists']);
  });

  it('keeps the keys of a suspended user out', async () => {
    const panel = await startPanel();
    await post(panel, admin('v-suspend-user', 'alice'));
    const { id, secret } = recorded.keys.alice_mail;
    const response = await post(panel, { access_key: id, secret_key: secret, cmd: 'v-list-mail-domains', arg1: 'alice' });
    await panel.stop();

    expect([response.status, await response.text()]).toEqual([401, 'Error: user alice is suspended']);
  });
});

function startPanel(): Promise<DemoPanel> {
  const users = ['admin', 'alice'].map((name) => newUser(name, name, `${name}@example.test`));
  const store = new PanelStore([...users, { ...newUser('bob', 'bob', 'bob@example.test'), isSuspended: true }]);
  const keys = Object.values(recorded.keys).map(({ id, secret, user, permissions }) => ({
    id,
    secret: new Secret(secret),
    user,
    permissions,
  }));
  const unscoped = { name: 'unscoped', role: 'user', commands: recorded.profiles.unscoped.COMMANDS } as const;
  const purge = { name: 'purge-nginx-cache', role: 'user', commands: 'v-list-web-domains,v-list-web-domain' } as const;
  const dns = { name: 'sync-dns-cluster', role: 'admin', commands: 'v-list-users,v-list-user,v-make-tmp-file' } as const;
  return startDemoPanel(
    {
      keys,
      profiles: [...demoProfiles, unscoped, purge, dns],
      apiKey: new Secret(recorded.legacyKey),
      rootUser: 'admin',
      rootPassword: new Secret(recorded.adminPassword),
    },
    store,
  );
}

function admin(command: string, ...args: readonly string[]): Record<string, string> {
  const { id, secret } = recorded.keys.admin_all;
  const named = args.map((arg, index) => [`arg${index + 1}`, arg]);
  return { access_key: id, secret_key: secret, cmd: command, ...Object.fromEntries(named) };
}

function post(panel: DemoPanel, fields: Record<string, string>): Promise<Response> {
  return fetch(`${panel.origin}/api/`, { method: 'POST', body: new URLSearchParams(fields) });
}

function replay(panel: DemoPanel, { method, path, contentType, bodyBase64 }: Transcript['request']): Promise<Response> {
  return fetch(`${panel.origin}${path}`, {
    method,
    headers: contentType === null ? {} : { 'content-type': contentType },
    ...(bodyBase64 === null ? {} : { body: bytesOf(bodyBase64) }),
  });
}

/** The demonstration has some of the panel's commands; what is no command of anybody's counts, too. */
function isOfTheDemo({ contentType, bodyBase64 }: Transcript['request']): boolean {
  const reading = readCall(contentType ?? undefined, bytesOf(bodyBase64));
  const command = reading.kind === 'call' ? reading.call.command : '';
  return findDemoCommand(command) !== undefined || !/^v-(?:list|change)-/.test(command);
}

/** Short texts count byte for byte; of lists their form: the names in JSON, that there are lines of text. */
function shapeOf(body: string): unknown {
  const end = body.endsWith('\n') ? 'with a final newline' : 'without';
  if (body.startsWith('{')) return { names: Object.keys(Object(JSON.parse(body))), end };
  return body.trim().includes('\n') ? { lines: 'several', end } : body;
}

function bytesOf(base64: string | null): Buffer {
  return Buffer.from(base64 ?? '', 'base64');
}
