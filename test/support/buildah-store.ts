import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import { requireServer } from './servers.ts';

/** Images and containers in a folder of their own: no other store of this machine is touched. Needs root. */
export interface BuildahStore {
  /** Also for other files that are to go with it. */
  readonly folder: string;
  /** The program and its arguments, with those that lead to this store. */
  readonly commandLine: (...args: readonly string[]) => readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** @returns what it wrote to standard output @throws Error with all that it wrote */
  readonly run: (...args: readonly string[]) => Promise<string>;
  readonly remove: () => void;
}

export function makeBuildahStore(): BuildahStore {
  const folder = mkdtempSync(join(tmpdir(), 'buildah-'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const env = { ...process.env, TMPDIR: temporary };
  const places = ['--storage-driver', 'vfs', '--root', join(folder, 'store'), '--runroot', join(folder, 'run')];
  const commandLine = (...args: readonly string[]): readonly string[] => [requireServer('buildah'), ...places, ...args];
  const run = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, output } = await runCommand(commandLine(...args), env);
    if (code !== 0) throw new Error(`buildah ${args.join(' ')} ended with ${code}:\n${output}`);
    return stdout.trim();
  };
  // Whatever might still be mounted there is not emptied.
  const remove = (): void => void spawnSync('rm', ['-rf', '--one-file-system', folder]);
  return { folder, commandLine, env, run, remove };
}

/** @returns why no container can run here; undefined where one can */
export function whyNoContainers(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  const tried = ['--mount', '--propagation', 'private', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];
  const { status, stderr, error } = spawnSync('unshare', tried, { encoding: 'utf8' });
  if (status === 0) return undefined;
  return `nothing can be mounted here: ${error?.message ?? stderr.trim()}`;
}

/** @returns path, mode and owner of each file, sorted */
export function filesBelow(root: string): readonly string[] {
  const printed = ['(', '-type', 'd', '-printf', '/%P/ %m %U:%G\n', '-o', '-printf', '/%P %m %U:%G\n', ')'];
  const files = execFileSync('find', [root, '-xdev', '-mindepth', '1', ...printed], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  return files.trim().split('\n').toSorted();
}
