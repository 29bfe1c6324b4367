import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runCommand } from './run-command.ts';
import { requireServer } from './servers.ts';

/** A fresh Debian system in a folder, without systemd and with nothing that is not essential but adduser. Needs root. */
export interface DebianRoot {
  readonly folder: string;
  /** Runs a command in it as root. @returns what it wrote to standard output @throws Error with all that it wrote */
  readonly run: (command: string, ...args: string[]) => string;
  /** Starts a command in it as another user. */
  readonly start: (user: string, command: string, ...args: string[]) => ChildProcess;
  /** Path, mode and owner of each file, and the accounts; without what dpkg and apt keep of their own work. */
  readonly look: () => readonly string[];
  readonly remove: () => void;
}

const path = '/usr/sbin:/usr/bin:/sbin:/bin';
const ofPackageManagers = ['/var/lib/dpkg', '/var/log', '/var/cache', '/var/lib/apt', '/dev', '/proc', '/sys', '/tmp', '/run'];
const accounts = ['passwd', 'group', 'shadow', 'gshadow'];

/** Remove it for newer packages. */
const kept = new URL('../../dist/deb/roots', import.meta.url).pathname;

/** @returns path of an archive with the files of a fresh system, which is made once and kept */
export async function debianArchive(suite: string): Promise<string> {
  const archive = join(kept, `${suite}.tar`);
  if (existsSync(archive)) return archive;
  const folder = mkdtempSync(join(tmpdir(), `${suite}-`));
  // Other users than root begin there, too.
  chmodSync(folder, 0o755);
  // From where this machine has its own packages.
  const [mirror = ''] = execFileSync('apt-get', ['indextargets', '--format', '$(SITE)'], { encoding: 'utf8' }).split('\n');
  try {
    const options = ['--variant=minbase', '--include=adduser'];
    const { code, output } = await runCommand([requireServer('debootstrap'), ...options, suite, folder, mirror]);
    if (code !== 0) throw new Error(`debootstrap ${suite} failed:\n${output}`);
    mkdirSync(kept, { recursive: true });
    // Another suite may be making the same one.
    const own = `${archive}.${process.pid}-${basename(folder)}`;
    execFileSync('tar', ['-C', folder, '--numeric-owner', '--one-file-system', '-cf', own, '.']);
    renameSync(own, archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return archive;
}

export async function makeDebianRoot(suite: string): Promise<DebianRoot> {
  const archive = await debianArchive(suite);
  const folder = mkdtempSync(join(tmpdir(), `${suite}-`));
  execFileSync('tar', ['-C', folder, '--numeric-owner', '-xpf', archive]);
  const env = { PATH: path, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const run = (command: string, ...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync('chroot', [folder, command, ...args], { encoding: 'utf8', env });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  };
  return {
    folder,
    run,
    start: (user, command, ...args) => spawn('chroot', [`--userspec=${user}:${user}`, folder, command, ...args], { env }),
    look: () => {
      const left = ofPackageManagers.flatMap((each) => ['-path', each, '-prune', '-o']);
      const files = run(
        'find',
        '/',
        '-xdev',
        ...left,
        '(',
        '-type',
        'd',
        '-printf',
        '%p/ %m %U:%G\n',
        '-o',
        '-printf',
        '%p %m %U:%G\n',
        ')',
      );
      const lines = files
        .split('\n')
        .filter((line) => !/^\/etc\/(?:(?:passwd|group|g?shadow|subuid|subgid)-? |\.pwd\.lock )/.test(line));
      return [...lines.toSorted(), ...accounts.map((name) => readFileSync(join(folder, 'etc', name), 'utf8'))];
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
