import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { createCollector } from '../../src/collector.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { captureTerminal } from '../cli/capture-terminal.ts';
import { AdminSocket } from '../support/admin-socket.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { post } from '../support/http-client.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { silentLog } from '../state/sources/silent-log.ts';
import { until } from '../support/until.ts';

// The real program, as a user whom file modes bind, and the commands beside it.

let folder = '';
let file = '';
let site: Site;
let admin: AdminSocket;
let gateway: GatewayProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-reload-'));
  chmodSync(folder, 0o755);
  file = join(folder, 'gateway.yaml');
  site = await openSite();
  // The panel's own files are closed to others.
  const collector = createCollector({ from: site.folder.root, to: join(folder, 'state'), clock: systemClock, log: silentLog });
  await collector.once();
  chmodSync(join(folder, 'state'), 0o644);
  admin = new AdminSocket();
  gateway = await startGatewayProcess(inject('program'), { file, text: configurationWith({}) });
});
afterEach(async () => {
  await gateway.stop();
  await site.close();
  rmSync(folder, { recursive: true });
});

function configurationWith(changes: object): string {
  const panel = { url: site.panel.origin, state: { static: join(folder, 'state'), maxAge: '1h' } };
  // A setting a line: places in messages are the same wherever the files are.
  const configuration = {
    listen: [{ port: 0, plaintext: true }],
    admin: { socket: admin.path },
    audit: { file: '/dev/null' },
    clients: { allow: ['127.0.0.1'] },
    panels: [panel],
    ...changes,
  };
  return JSON.stringify(configuration, undefined, 1);
}

function write(changes: object): void {
  writeFileSync(file, configurationWith(changes));
}

/** What a command prints, as it stands. */
async function printed(command: string): Promise<{ readonly out: string; readonly err: string }> {
  const terminal = captureTerminal();
  await run([command, '--config', file], terminal);
  return { out: terminal.out(), err: terminal.err() };
}

async function hearthgate(command: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = captureTerminal();
  const code = await run([command, '--config', file], terminal);
  // Long lines are wrapped.
  return { code, out: terminal.out().replaceAll(/\n {2}(?=\()/g, ' '), err: terminal.err().replaceAll(/\s+/g, ' ') };
}

const call = async (): Promise<number> => (await post(gateway.url, callWith(keys.root, 'v-list-users', 'json'))).status;
const isSuccessful = async (): Promise<number | undefined> =>
  (await admin.metric('hearthgate_config_last_reload_successful'))[''];

function tokenText(name: string): string {
  return `${name} read sha256:${'0'.repeat(64)} # ${name}\n`;
}

describe('hearthgate reload', () => {
  test('puts in force what is sound, says so, and names what needs a restart', async () => {
    expect(await hearthgate('diff')).toEqual({ code: 0, out: '', err: '' });
    const data = join(folder, 'data');
    mkdirSync(data);
    chmodSync(data, 0o777);
    write({ clients: { allow: ['192.0.2.1'] }, limits: { key: { calls: 5 } }, stop: { grace: '1s' }, data });
    const words = ['stop.grace 10m → 1s', 'clients.allow +1 -1', 'limits.key 600 → 5 per 1m'];
    const lines = words.map((text) => `  ${text}\n`).join('');
    expect(await hearthgate('diff')).toEqual({ code: 1, out: `  data none → ${data} (needs a restart)\n${lines}`, err: '' });
    expect(await call()).toBe(200);

    const reloaded = await hearthgate('reload');
    expect(reloaded).toMatchObject({ code: 0, err: '' });
    expect(reloaded.out).toBe(`configuration in force:\n${lines}a restart is needed for:\n  data none → ${data}\n`);
    expect(await call()).toBe(401);
    expect(gateway.log()).toContain(`configuration in force: ${words.join(', ')}`);
    expect(await hearthgate('diff')).toMatchObject({ code: 1, out: `  data none → ${data} (needs a restart)\n` });
    expect(await admin.ready()).toContain(`configuration: ok; a restart is needed for: data none → ${data}`);
  });

  test('says which tokens come and go with the file of them, and what else was read anew', async () => {
    expect((await hearthgate('reload')).out).toBe('no setting has changed; the files that they name are read anew\n');
    const tokensFile = join(folder, 'admin.tokens');
    writeFileSync(tokensFile, tokenText('one') + tokenText('two'));
    chmodSync(tokensFile, 0o644);
    await gateway.stop();
    const withTokens = { admin: { socket: admin.path, tokensFile } };
    gateway = await startGatewayProcess(inject('program'), { file, text: configurationWith(withTokens) });
    writeFileSync(tokensFile, tokenText('three'));
    expect((await hearthgate('diff')).out).toBe('  admin.tokens +1 -2\n');
    expect((await hearthgate('reload')).out).toBe('configuration in force:\n  admin.tokens +1 -2\n');
    expect((await hearthgate('diff')).code).toBe(0);
  });

  test('and diff print it, and answer with it, always in the same form', async () => {
    write({
      clients: { allow: ['192.0.2.1'] },
      limits: { key: { calls: 1200 }, profiles: { billing: { calls: 10, per: '1s' } } },
      listen: [{ port: 0, plaintext: true, maxConnectionsPerClient: 100 }],
      store: { redis: {} },
    });
    await expect((await printed('diff')).out).toMatchFileSnapshot('../golden/diff.txt');
    await expect(await admin.page('/diff')).toMatchFileSnapshot('../golden/diff.json');
    await expect((await printed('reload')).out).toMatchFileSnapshot('../golden/reload.txt');
    await expect(await admin.page('/reload', 'POST')).toMatchFileSnapshot('../golden/reload.json');
    write({ limits: { key: { calls: 0 }, keys: {} }, clients: { allow: ['all'] } });
    await expect((await printed('reload')).err).toMatchFileSnapshot('../golden/reload-faults.txt');
    await expect(await admin.page('/reload', 'POST')).toMatchFileSnapshot('../golden/reload-faults.json');
  });

  test('changes nothing with a fault, and tells every one', async () => {
    const before = (await admin.metric('hearthgate_config_last_reload_success_timestamp_seconds'))[''];
    write({ audit: { file: join(folder, 'no', 'audit.log'), authLog: join(folder, 'nor', 'auth.log') }, clients: { allow: [] } });
    const { code, out, err } = await hearthgate('reload');
    expect({ code, out }).toEqual({ code: 78, out: '' });
    expect(err).toMatch(/^the configuration of before stays in force: [^]*audit\.file: [^]*audit\.authLog: /);
    expect(gateway.log()).toMatch(
      /the configuration of before stays in force: audit\.file: [^]*stays in force: audit\.authLog: /,
    );
    expect([await call(), await isSuccessful()]).toEqual([200, 0]);
    expect((await admin.metric('hearthgate_config_last_reload_success_timestamp_seconds'))['']).toBe(before);
    expect(await admin.ready()).toMatch(
      /^configuration: degraded: that of \S+ is in force, because the file has a fault: audit\.file: .*; and 1 more$/m,
    );
    expect(await hearthgate('diff')).toMatchObject({ code: 78, err: expect.stringContaining('audit.authLog') });

    writeFileSync(file, `${configurationWith({ limitz: {}, log: { level: 'loud' } })}\n`);
    const { code: codeOfText, err: errOfText } = await hearthgate('reload');
    expect(codeOfText).toBe(78);
    expect(errOfText).toMatch(/log\.level: expected .*limitz: unknown key; did you mean "limits"\?/);
    writeFileSync(file, `${configurationWith({}).slice(0, -1)}, audit: {}, log: [`);
    expect((await hearthgate('reload')).err).toMatch(/the configuration of before stays in force: .*line \d+/);

    write({
      panels: [{ url: 'https://127.0.0.1:1', tls: { ca: join(folder, 'ca') }, state: { static: join(folder, 'state') } }],
    });
    expect((await hearthgate('reload')).err).toContain(`panels[0].tls.ca: ${join(folder, 'ca')} does not exist`);

    write({});
    expect(await hearthgate('reload')).toEqual({
      code: 0,
      out: 'no setting has changed; the files that they name are read anew\n',
      err: '',
    });
    expect([await isSuccessful(), await admin.ready()]).toEqual([1, expect.not.stringContaining('configuration:')]);
  });

  test.runIf(process.geteuid?.() === 0)('changes nothing where others could have changed the file', async () => {
    write({ clients: { allow: ['192.0.2.1'] } });
    chownSync(file, 12_345, 0);
    expect((await hearthgate('reload')).err).toContain('belongs to the user with the id 12345');
    chownSync(file, 65_534, 65_534);
    chmodSync(file, 0o666);
    expect((await hearthgate('reload')).err).toContain('may be written by every user of this machine');
    chmodSync(file, 0o644);
    chmodSync(folder, 0o777);
    expect((await hearthgate('reload')).err).toContain('may be replaced by every user of this machine');
    chmodSync(folder, 0o755);
    chmodSync(file, 0o600);
    chownSync(file, 0, 0);
    expect((await hearthgate('reload')).code).toBe(78);
    expect(await call()).toBe(200);
    chownSync(file, 65_534, 65_534);
    expect((await hearthgate('reload')).out).toBe('configuration in force:\n  clients.allow +1 -1\n');
    expect(await call()).toBe(401);
  });
});

describe('SIGHUP', () => {
  test('reads the configuration anew, and tells the log', async () => {
    write({ clients: { allow: ['192.0.2.1'] }, log: { level: 'warn' } });
    gateway.signal('SIGHUP');
    await until(() => gateway.log().includes('configuration in force: log.level info → warn, clients.allow +1 -1'));
    expect(await call()).toBe(401);
    writeFileSync(file, '{ clients: [');
    gateway.signal('SIGHUP');
    await until(() => gateway.log().includes('the configuration of before stays in force: line 1'));
    expect([await isSuccessful(), readFileSync(file, 'utf8')]).toEqual([0, '{ clients: [']);
    // At the level of now the signal itself is worth no line.
    expect(gateway.log().split('SIGHUP').length).toBe(2);
  });
});
