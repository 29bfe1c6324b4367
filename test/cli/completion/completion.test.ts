import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { commands } from '../../../src/cli/commands.ts';
import { completionScript } from '../../../src/cli/completion/completion-script.ts';
import { run } from '../../../src/cli/run.ts';
import { commandLine } from '../../../src/terminal/command-line.ts';
import { asWritten, optional, required, several } from '../../../src/terminal/parameter.ts';
import { findServer } from '../../support/find-server.mjs';
import { captureTerminal } from '../capture-terminal.ts';
import { startShell } from './interactive-shell.ts';

const shells = [
  { shell: 'bash', start: 'bash --norc --noprofile -i', setUp: 'source hearthgate.bash' },
  { shell: 'zsh', start: 'zsh -f -i', setUp: 'autoload -Uz compinit; compinit -D -u; source hearthgate.zsh' },
] as const;

/** Every system that runs the tests has bash; CI installs zsh before. */
function isMissing(shell: 'bash' | 'zsh'): boolean {
  return shell === 'zsh' && findServer(shell) === undefined && process.env['CI'] !== 'true';
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearthgate-completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'my gateway.yaml'), '');
  writeFileSync(join(folder, 'panel.yaml'), '');
  mkdirSync(join(folder, 'panel'));
});

describe.each(shells)('the completion of $shell', ({ shell, start, setUp }) => {
  test('is printed by the program', async () => {
    const terminal = captureTerminal();

    expect(await run(['completion', shell], terminal)).toBe(0);
    expect(terminal.out()).toBe(completionScript(shell, commands));
  });

  test.skipIf(isMissing(shell))('completes commands, options, files, folders and words at a terminal', async () => {
    writeFileSync(join(folder, `hearthgate.${shell}`), completionScript(shell, commands));
    const { type } = await startShell(start, setUp, folder);
    const typed = async (keys: string): Promise<string> => (await type(keys)).join(' ').replace('=', ' ');

    expect(await typed('hearthgate ser\t--con\tmy\t')).toBe('serve --config my gateway.yaml');
    expect(await typed('hearthgate check --config=my\t')).toBe('check --config my gateway.yaml');
    expect(await typed('hearthgate chec\t--no\t')).toBe('check --no-files');
    expect(await typed('hearthgate coll\t--fr\tpan\t')).toMatch(/^collect --from panel\/?$/);
    expect(await typed('hearthgate ba\tre\t192.0.2.1 --c\tmy\t')).toBe('bans remove 192.0.2.1 --config my gateway.yaml');
    expect(await typed('hearthgate limits \t192.0.2.1')).toBe('limits show 192.0.2.1');
    expect(await typed('hearthgate comp\tz\t')).toBe('completion zsh');
    expect(await typed('hearthgate he\tba\ta\t')).toBe('help bans add');
    // Nothing is offered for what it cannot know.
    expect(await typed('hearthgate bans add \tm\t')).toBe('bans add m');
  });

  test.skipIf(isMissing(shell))('completes operands that are paths, and words that may be left out or repeated', async () => {
    const shape = { placeholder: 'PATH', about: 'a path', read: asWritten };
    const row = { about: 'Does nothing.', run: () => Promise.resolve(0) };
    const table = [
      commandLine({ ...row, name: 'read', operands: { path: required({ ...shape, completion: 'file' }) } }),
      commandLine({ ...row, name: 'box open', operands: { path: required({ ...shape, completion: 'folder' }) } }),
      commandLine({
        ...row,
        name: 'pick',
        operands: { one: optional({ ...shape, completion: ['alpha', 'beta'] }) },
        options: { each: several({ ...shape, completion: ['gamma'] }) },
      }),
    ];
    writeFileSync(join(folder, `hearthgate.${shell}`), completionScript(shell, table));
    const { type } = await startShell(start, setUp, folder);

    expect(await type('hearthgate read my\t')).toEqual(['read', 'my gateway.yaml']);
    expect(await type('hearthgate read panel.\t--h\t')).toEqual(['read', 'panel.yaml', '--help']);
    expect((await type('hearthgate b\to\tpan\t')).join(' ')).toMatch(/^box open panel\/?$/);
    const picked = (await type('hearthgate pi\tal\t--e\tga\t --e\tga\t')).join(' ').replaceAll('=', ' ');
    expect(picked).toBe('pick alpha --each gamma --each gamma');
  });

  test.skipIf(isMissing(shell))('is a script without faults', () => {
    const script = join(folder, 'script');
    writeFileSync(script, completionScript(shell, commands));

    expect(execFileSync(shell, ['-n', script], { encoding: 'utf8' })).toBe('');
  });
});

test('a shell that is not known is answered with those that are', async () => {
  const terminal = captureTerminal();

  expect(await run(['completion', 'fish'], terminal)).toBe(64);
  expect(terminal.err()).toBe('hearthgate: expected bash or zsh, found "fish"; see hearthgate completion --help\n');
});
