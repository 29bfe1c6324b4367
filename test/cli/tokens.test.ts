import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { readTokens } from '../../src/config/secrets/token-list.ts';
import { digestOf } from '../../src/domain/secret.ts';
import { captureTerminal } from './capture-terminal.ts';

let folder = '';
let file = '';
let tokensFile = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-tokens-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = join(folder, 'gateway.yaml');
  tokensFile = join(folder, 'admin.tokens');
  configure({ socket: 'admin.sock', tokensFile: 'admin.tokens' });
});

function configure(admin: object): void {
  writeFileSync(file, JSON.stringify({ admin, clients: { allow: [] }, panels: [{}] }), { mode: 0o640 });
}

async function hearthgate(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const terminal = captureTerminal();
  const code = await run([...args, '--config', file], terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

describe('hearthgate tokens', () => {
  test('adds one, prints it once, and keeps its digest', async () => {
    const { code, out, err } = await hearthgate('tokens', 'add', 'prometheus', '--role', 'metrics');
    expect([code, err]).toEqual([0, 'It is not shown again. Put it in force: hearthgate reload\n']);
    const token = out.trim();
    expect(token).toMatch(/^hgt_[\w-]{32}$/);
    expect(readFileSync(tokensFile, 'utf8')).not.toContain(token);
    expect(readTokens(tokensFile)).toEqual([{ name: 'prometheus', role: 'metrics', digest: digestOf(token) }]);
    expect(statSync(tokensFile).mode & 0o777).toBe(0o640);
  });

  test('lists and removes them, and leaves comments and who may read the file as they are', async () => {
    writeFileSync(tokensFile, `# of the team\nold read sha256:${'0'.repeat(64)} # of Ann\n`, { mode: 0o600 });
    for (const [name, role] of [
      ['prometheus', 'metrics'],
      ['page', 'read'],
    ] as const)
      await hearthgate('tokens', 'add', name, '--role', role);
    expect((await hearthgate('tokens', 'list')).out).toBe(
      'name        role\nold         read\nprometheus  metrics\npage        read\n',
    );
    expect((await hearthgate('tokens', 'remove', 'prometheus')).code).toBe(0);
    expect(JSON.parse((await hearthgate('tokens', 'list', '--json')).out)).toEqual({
      tokens: [
        { name: 'old', role: 'read' },
        { name: 'page', role: 'read' },
      ],
    });
    expect(readFileSync(tokensFile, 'utf8')).toMatch(
      /^# of the team\nold read sha256:0{64} # of Ann\npage read sha256:[0-9a-f]{64}\n$/,
    );
    expect(statSync(tokensFile).mode & 0o777).toBe(0o600);
    expect(await hearthgate('tokens', 'remove', 'nobody')).toMatchObject({ code: 1, out: '' });
  });

  test.each([
    [['add', 'a', '--role', 'root'], 64, 'expected metrics or read or operate'],
    [['add', 'a b', '--role', 'read'], 64, 'expected a name of letters'],
    [['add', 'commands', '--role', 'read'], 64, 'take another name'],
  ])('%j is wrong usage', async (args, code, words) => {
    const said = await hearthgate('tokens', ...args);
    expect([said.code, said.out]).toEqual([code, '']);
    expect(said.err).toContain(words);
  });

  test('a name is taken once', async () => {
    await hearthgate('tokens', 'add', 'a', '--role', 'read');
    expect(await hearthgate('tokens', 'add', 'a', '--role', 'operate')).toMatchObject({ code: 1, out: '' });
    expect(readTokens(tokensFile)).toHaveLength(1);
  });

  test('without a file of tokens in the configuration, says what to write', async () => {
    configure({ socket: 'admin.sock' });
    expect((await hearthgate('tokens', 'list')).err.replaceAll(/\s+/g, ' ')).toContain(
      'names no file of tokens; write admin: { tokensFile:',
    );
  });

  test.each([
    ['one', 'line 1: expected NAME ROLE sha256:DIGEST'],
    [`a root sha256:${'0'.repeat(64)}`, 'line 1: expected the role metrics, read or operate behind the name'],
    [`--mistake operate sha256:${'0'.repeat(64)}`, 'line 1: expected a name of letters'],
    [`a read sha256:${'0'.repeat(64)}\na operate sha256:${'1'.repeat(64)}`, 'the name a is there twice'],
    ['my-secret-token-by-mistake', 'line 1: expected NAME ROLE'],
  ])('a file with %j is refused, and its text is not repeated', async (text, words) => {
    writeFileSync(tokensFile, text, { mode: 0o600 });
    const { code, err } = await hearthgate('tokens', 'list');
    expect(code).not.toBe(0);
    expect(err.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(err).not.toContain('mistake');
  });

  test.runIf(process.geteuid?.() === 0)('a file of another user makes no token good', () => {
    writeFileSync(tokensFile, `a operate sha256:${'0'.repeat(64)}`, { mode: 0o600 });
    chownSync(tokensFile, 12_345, 0);
    expect(() => readTokens(tokensFile)).toThrow('belongs to the user with the id 12345, who could change it: chown root');
  });

  test('a file that others may write is refused', async () => {
    writeFileSync(tokensFile, '', { mode: 0o600 });
    chmodSync(tokensFile, 0o606);
    expect((await hearthgate('tokens', 'list')).err).toMatch(/may be written by every user/);
  });
});
