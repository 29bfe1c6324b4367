import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../src/cli/run.ts';
import { captureTerminal } from './capture-terminal.ts';

// What `check` says of lists of clients, in the configuration and in files, is what is in force.

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lists-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function write(name: string, content: string, mode = 0o644): void {
  writeFileSync(join(folder, name), content);
  chmodSync(join(folder, name), mode);
}

interface Checked {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function follow(command: 'check' | 'serve', clients: string, ...options: readonly string[]): Promise<Checked> {
  mkdirSync(join(folder, 'panel'), { recursive: true });
  write(
    'gateway.yaml',
    `listen: [{ port: 0, host: "::", plaintext: true }]\nclients: ${clients}\npanels: [{ state: { files: panel }, tls: { verify: none } }]\n`,
  );
  const terminal = captureTerminal();
  const code = await run([command, '--config', join(folder, 'gateway.yaml'), ...options], terminal);
  return { code, out: terminal.out().replaceAll(folder, 'HERE'), err: terminal.err().replaceAll(folder, 'HERE') };
}

const clientsIn = (out: string): unknown => parse(out)['panel main'].clients;

describe('a list in a file', () => {
  test('is shown with the number of its entries', async () => {
    write('allow', '192.0.2.1 192.0.2.2 # two\n');
    write('deny', '# none\n');
    write('never', '192.0.2.1\n');

    const { out } = await follow('check', '{ allow: [192.0.2.9], allowFile: allow, denyFile: deny, neverBanFile: never }');

    expect(clientsIn(out)).toMatchObject({
      allow: '1 entry: 192.0.2.9; 2 entries in HERE/allow',
      deny: '0 entries in HERE/deny',
      neverBan: '1 entry in HERE/never',
      trustedProxies: '0 entries',
    });
  });

  test('is shown without it where files are not looked at, or it cannot be used', async () => {
    write('deny', 'all\n');
    const clients = '{ allowFile: allow, denyFile: deny }';

    for (const options of [['--no-files'], []]) {
      expect(clientsIn((await follow('check', clients, ...options)).out)).toMatchObject({
        allow: 'those in HERE/allow',
        deny: 'those in HERE/deny',
      });
    }
  });

  test.each([
    ['# nobody yet\n', '{ allowFile: allow }', /clients\.allow is empty: nobody may call/],
    ['0.0.0.0/1 128.0.0.0/1\n', '{ allowFile: allow }', /clients\.allow holds most IPv4 addresses/],
    [
      '192.0.2.0/25 192.0.2.128/25\n',
      '{ allow: [192.0.2.0/24], denyFile: allow }',
      /clients\.deny holds every address of clients\.allow/,
    ],
    ['192.0.2.7\n', '{ allowFile: allow, deny: [192.0.2.0/24] }', /clients\.deny holds every address of clients\.allow/],
  ])('that holds %j is judged as one in the configuration', async (text, clients, warning) => {
    write('allow', text);

    expect((await follow('check', clients)).err).toMatch(warning);
    expect((await follow('check', clients, '--no-files')).err).not.toMatch(warning);
  });

  test.each([
    ['allow', 0o646, '.', 0o755, 'HERE/allow may be written by every user of this machine; chmod o-w HERE/allow'],
    ['deny', 0o666, '.', 0o755, 'HERE/deny may be written by every user of this machine; chmod o-w HERE/deny'],
    ['neverBan', 0o602, '.', 0o755, 'HERE/neverBan may be written by every user of this machine; chmod o-w HERE/neverBan'],
    ['trustedProxies', 0o646, '.', 0o755, 'HERE/trustedProxies may be written by every user of this machine; chmod o-w'],
    [
      'allow',
      0o644,
      '.',
      0o757,
      'HERE/allow may be replaced by every user of this machine, who may write in its folder; chmod o-w HERE',
    ],
  ])('%s of the mode %i in a folder of others is refused', async (list, mode, _, folderMode, text) => {
    write(list, '192.0.2.1\n', mode);
    chmodSync(folder, folderMode);
    const clients = `{ allow: [192.0.2.1], ${list}File: ${list} }`;
    const [checked, served] = [await follow('check', clients), await follow('serve', clients)];

    expect(checked.code).toBe(71);
    expect(checked.err).toContain(`fault: clients.${list}File: ${text}`);
    expect(served.code).toBe(71);
    expect(served.err).toContain(`hearthgate: ${text}`);
    expect(served.err).toMatch(new RegExp(` \\(clients\\.${list}File\\)\n$`));
  });

  test.each([0o660, 0o600, 0o444])('of the mode %i is taken', async (mode) => {
    write('allow', '192.0.2.1\n', mode);

    expect((await follow('check', '{ allowFile: allow }')).code).toBe(0);
  });
});

describe('a configuration that others may write', () => {
  test('is warned of', async () => {
    const { code, err } = await follow('check', '{ allow: [192.0.2.1] }');
    expect([code, err]).not.toContain('may be written');
    chmodSync(join(folder, 'gateway.yaml'), 0o666);
    const terminal = captureTerminal();

    expect(await run(['check', '--config', join(folder, 'gateway.yaml')], terminal)).toBe(0);
    expect(terminal.err()).toMatch(
      /^warning: --config: \S+gateway\.yaml may be written by every user of this machine; chmod o-w /m,
    );
  });

  test.each(['ca.pem', 'panel.state'])('and so is %s', async (name) => {
    write('ca.pem', 'x');
    write('panel.state', '{}');
    chmodSync(join(folder, name), 0o666);
    const file = join(folder, 'gateway.yaml');
    writeFileSync(
      file,
      'listen: [{ port: 0, plaintext: true }]\nclients: { allow: [127.0.0.1] }\npanels: [{ url: "https://a.test", state: { static: panel.state }, tls: { ca: ca.pem } }]\n',
    );
    const terminal = captureTerminal();

    await run(['check', '--config', file], terminal);
    expect(terminal.err()).toMatch(new RegExp(`^warning: \\S+: \\S+/${name} may be written by every user`, 'm'));
  });
});

describe('what an administrator can see at once', () => {
  test.each([
    ['{ allow: [192.0.2.1], deny: [192.0.2.1] }', true],
    ['{ allow: ["2001:db8::/48"], deny: ["2001:db8::/32"] }', true],
    ['{ allow: [192.0.2.1, 192.0.2.2], deny: [192.0.2.1, 192.0.2.2] }', true],
    ['{ allow: [192.0.2.1, 192.0.2.2], deny: [192.0.2.1] }', false],
    ['{ allow: [192.0.2.0/24], deny: [192.0.2.0/25] }', false],
    ['{ allow: [192.0.2.1, inherit], deny: [192.0.2.1] }', false],
  ])('is told: %s leaves nobody: %s', async (clients, isNobody) => {
    const { err } = await follow('check', clients);

    expect(err.includes('clients.deny holds every address of clients.allow: nobody may call')).toBe(isNobody);
  });

  test.each([
    ['audit: { file: a.log, authLog: a.log }', true],
    ['audit: { file: ./x/../a.log, authLog: a.log }', true],
    ['audit: { file: a.log, authLog: b.log }', false],
  ])('is told: %s mixes two logs: %s', async (audit, isMixed) => {
    write('gateway.yaml', `${audit}\nclients: { allow: [127.0.0.1] }\npanels: [{}]\n`);
    const terminal = captureTerminal();
    await run(['check', '--no-files', '--config', join(folder, 'gateway.yaml')], terminal);

    expect(terminal.err().includes('audit.authLog is the file of audit.file')).toBe(isMixed);
  });

  test.each([
    ['192.0.2.77', 'listen[0].host: this machine does not have the address 192.0.2.77'],
    ['2001:db8::77', 'listen[0].host: this machine does not have the address 2001:db8::77'],
    ['127.0.0.7', undefined],
    ['0.0.0.0', undefined],
    ['::', undefined],
  ])('is told: whether this machine has %s to listen on', async (host, warning) => {
    write(
      'gateway.yaml',
      `listen: [{ host: "${host}", port: 0, plaintext: true }]\nclients: { allow: [127.0.0.1, "::1"] }\npanels: [{}]\n`,
    );
    const [looked, unlooked] = [captureTerminal(), captureTerminal()];
    await run(['check', '--config', join(folder, 'gateway.yaml')], looked);
    await run(['check', '--no-files', '--config', join(folder, 'gateway.yaml')], unlooked);

    expect(looked.err()).toContain(warning ?? '');
    expect(looked.err().includes('this machine does not have')).toBe(warning !== undefined);
    expect(unlooked.err()).not.toContain('this machine does not have');
  });
});
