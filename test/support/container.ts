import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildahStore, filesBelow } from './buildah-store.ts';
import { runCommand } from './run-command.ts';

export interface ContainerOptions {
  readonly image: string;
  /** `UID:GID` */
  readonly user: string;
  readonly mounts: readonly Mount[];
}

export interface Mount {
  readonly from: string;
  readonly to: string;
  readonly isWritable?: boolean;
}

/** A container with a read-only root, without capabilities, on this machine's network; `/run` alone is in memory. The store removes it. */
export interface Container {
  /** Of the image, as `filesBelow` tells them. */
  readonly files: readonly string[];
  /** @returns the exit code, and all that it wrote */
  readonly run: (command: readonly string[]) => Promise<{ readonly code: number | null; readonly output: string }>;
  readonly start: (command: readonly string[]) => ContainerProcess;
}

export interface ContainerProcess {
  readonly stderr: NodeJS.ReadableStream;
  /** Resolves with the exit code that buildah ends with: the command's own. */
  readonly exited: Promise<number | null>;
  /** To the command itself, as a runtime of containers does it; buildah would kill it. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** Ends whatever still runs of it. */
  readonly kill: () => Promise<void>;
}

// In a mount namespace of its own, so that nothing stays mounted. Buildah removes a file of its own below /run in the end.
const readOnlyRoot = `mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && mount -t tmpfs -o mode=0755 tmpfs "$1/run" && shift && exec "$@"`;

export async function makeContainer(store: BuildahStore, { image, user, mounts }: ContainerOptions): Promise<Container> {
  const container = await store.run('from', '--pull-never', image);
  const root = await store.run('mount', container);
  const files = filesBelow(root);
  for (const file of ['/etc/hosts', '/etc/resolv.conf']) writeFileSync(join(root, file), '', { flag: 'a' });
  for (const mount of mounts) makeMountPoint(root, mount);
  const volumes = mounts.flatMap(({ from, to, isWritable }) => ['--volume', `${from}:${to}${isWritable === true ? '' : ':ro'}`]);
  const options = ['--isolation', 'chroot', '--network', 'host', '--cap-drop', 'all', '--user', user, ...volumes];
  const commandLine = (command: readonly string[]): string[] => {
    const run = store.commandLine('run', ...options, container, '--', ...command);
    return ['--mount', '--propagation', 'private', 'sh', '-c', readOnlyRoot, 'sh', root, ...run];
  };
  return {
    files,
    run: async (command) => {
      const { code, output } = await runCommand(['unshare', ...commandLine(command)], store.env);
      return { code, output };
    },
    start: (command) =>
      processOf(spawn('unshare', commandLine(command), { detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: store.env })),
  };
}

/** As a runtime makes it before the root is read-only. */
function makeMountPoint(root: string, { from, to }: Mount): void {
  const isFolder = statSync(from).isDirectory();
  mkdirSync(join(root, isFolder ? to : dirname(to)), { recursive: true });
  if (!isFolder) writeFileSync(join(root, to), '', { flag: 'a' });
}

/** @param child the leader of a process group */
function processOf(child: ChildProcess): ContainerProcess {
  const { pid, stderr } = child;
  if (pid === undefined || stderr === null) throw new Error('unshare cannot be started');
  const exited = once(child, 'exit').then(() => child.exitCode);
  return {
    stderr,
    exited,
    signal: (name) => process.kill(innermostOf(pid), name),
    kill: async () => {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // Nothing of it is left.
      }
      await exited;
    },
  };
}

/** @returns the process of a group that has no child there */
function innermostOf(group: number): number {
  const members = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(relationsOf)
    .filter((member) => member.group === group);
  const found = members.find(({ pid }) => members.every(({ parent }) => parent !== pid));
  if (found === undefined) throw new Error(`no process is left in the group ${group}`);
  return found.pid;
}

function relationsOf(pid: string): { readonly pid: number; readonly parent: number; readonly group: number } {
  try {
    // Behind the name, which may hold anything: state, parent, group.
    const [, parent, group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { pid: Number(pid), parent: Number(parent), group: Number(group) };
  } catch {
    // It has ended meanwhile.
    return { pid: 0, parent: 0, group: 0 };
  }
}
