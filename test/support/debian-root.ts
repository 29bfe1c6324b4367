import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

export function makeDebianRoot(suite: string): DebianRoot {
  const folder = mkdtempSync(join(tmpdir(), `${suite}-`));
  // Other users than root begin there, too.
  chmodSync(folder, 0o755);
  // From where this machine has its own packages.
  const [mirror = ''] = execFileSync('apt-get', ['indextargets', '--format', '$(SITE)'], { encoding: 'utf8' }).split('\n');
  const made = spawnSync(requireServer('debootstrap'), ['--variant=minbase', '--include=adduser', suite, folder, mirror], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`debootstrap ${suite} failed:\n${made.stdout}${made.stderr}`);
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
