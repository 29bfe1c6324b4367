import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// `npm pack` in a fresh clone, which has not been built, makes a package that runs, without any other beside it.

const project = new URL('../../', import.meta.url).pathname;
const leftOut = new Set(['node_modules', 'dist', 'coverage', '.git']);

let folder = '';
let unpacked = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  const clone = join(folder, 'clone');
  cpSync(project, clone, { recursive: true, filter: (path) => !leftOut.has(basename(path)) });
  symlinkSync(join(project, 'node_modules'), join(clone, 'node_modules'));
  const file = execFileSync('npm', ['pack', '--silent', '--offline'], { cwd: clone, encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', join(clone, file), '-C', folder]);
  unpacked = join(folder, 'package');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the npm package', () => {
  it.each([
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'config/minimal.yaml',
    'config/collector.yaml',
    'docs/configuration.md',
    'packaging/systemd/hearthgate.service',
    'packaging/logrotate/hearthgate',
    'packaging/man/hearthgate.1',
    'dist/THIRD-PARTY-LICENSES',
  ])('has %s', (file) => {
    expect(existsSync(join(unpacked, file))).toBe(true);
  });

  it.each(['src', 'test', 'bench', 'dist/bench', 'dist/modules'])('has no %s', (file) => {
    expect(existsSync(join(unpacked, file))).toBe(false);
  });

  it('runs', () => {
    const program = join(unpacked, 'dist', 'cli', 'main.js');

    expect(execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' }).trim()).toMatch(/^\d+\.\d+\.\d+$/);
    expect(
      execFileSync(process.execPath, [program, 'check', '--config', join(unpacked, 'config', 'full.yaml')], {
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    ).toMatch(/^panel main:/m);
  });
});
