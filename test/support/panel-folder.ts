import { accessSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import commands from '../fixtures/commands.json' with { type: 'json' };
import { type PanelProfile, shippedProfiles } from './shipped-profiles.ts';

interface PanelKey {
  readonly id: string;
  readonly secret: string;
  readonly user: string;
  /** As it stands in the file: `billing,mail-accounts`; empty for everything. */
  readonly permissions: string;
}

export interface PanelFolderOptions {
  /** Over the defaults: API on for everybody, from everywhere, `admin` the root user. */
  readonly conf?: Readonly<Record<string, string>>;
  readonly keys?: readonly PanelKey[];
  /** The root user and the owners of keys are there and active unless this says otherwise. */
  readonly users?: Readonly<Record<string, 'active' | 'suspended'>>;
  /** Beside those that the panel ships. */
  readonly profiles?: Readonly<Record<string, PanelProfile>>;
  readonly apiKeys?: readonly string[];
}

export interface PanelFolder {
  readonly root: string;
  /** Replaces the file by moving a new one over it, as the panel does. */
  readonly writeConf: (conf: Readonly<Record<string, string>>) => void;
  readonly writeKey: (key: PanelKey) => void;
  readonly removeKey: (id: string) => void;
  readonly writeProfile: (name: string, profile: PanelProfile) => void;
  readonly writeUser: (name: string, status: 'active' | 'suspended') => void;
  /** @param options as in its `# options:` line: `USER DOMAIN [FORMAT]` */
  readonly writeCommand: (name: string, options: string) => void;
  readonly remove: () => Promise<void>;
}

/**
 * A panel's files in a temporary folder.
 *
 * A key counts when its file has not changed for 200 ms, by a time that no one can set back: `start` of the state waits for that; for a key
 * that is written later, wait until the state has it.
 */
export async function makePanelFolder(options: PanelFolderOptions = {}): Promise<PanelFolder> {
  const root = mkdtempSync(join(temporaryFolder(), 'panel-'));
  for (const folder of ['conf', 'data/access-keys', 'data/api', 'data/users', 'data/keys', 'bin']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  const folder = panelFolderAt(root);
  // Keys first, so that they settle while the rest is written.
  for (const key of options.keys ?? []) folder.writeKey(key);
  for (const key of options.apiKeys ?? []) writeFileSync(join(root, 'data', 'keys', key), '', { mode: 0o640 });
  for (const [name, profile] of Object.entries({ ...shippedProfiles, ...options.profiles })) folder.writeProfile(name, profile);
  for (const [name, command] of Object.entries(commands)) folder.writeCommand(name, command.args.join(' '));
  const conf = { ...defaultConf, ...options.conf };
  folder.writeConf(conf);
  const owners = (options.keys ?? []).map((key) => [key.user, 'active'] as const);
  const users = { [conf.ROOT_USER ?? '']: 'active' as const, ...Object.fromEntries(owners), ...options.users };
  for (const [name, status] of Object.entries(users)) if (name !== '') folder.writeUser(name, status);
  return folder;
}

const defaultConf: Readonly<Record<string, string>> = {
  API: 'yes',
  API_SYSTEM: '2',
  API_ALLOWED_IP: 'allow-all',
  ROOT_USER: 'admin',
};

/** In memory where there is such a place: the commands are over 500 files, which take half a second on some disks. */
function temporaryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    // No such place here.
    return tmpdir();
  }
}

function panelFolderAt(root: string): PanelFolder {
  return {
    root,
    writeConf: (conf) => {
      writeFileSync(join(root, 'conf', 'hestia.conf.new'), linesOf(conf), { mode: 0o660 });
      renameSync(join(root, 'conf', 'hestia.conf.new'), join(root, 'conf', 'hestia.conf'));
    },
    writeKey: (key) => writeFileSync(join(root, 'data', 'access-keys', key.id), keyFileOf(key), { mode: 0o640 }),
    removeKey: (id) => rmSync(join(root, 'data', 'access-keys', id)),
    writeProfile: (name, profile) => {
      writeFileSync(join(root, 'data', 'api', name), linesOf({ ROLE: profile.role, COMMANDS: profile.commands.join(',') }));
    },
    writeUser: (name, status) => {
      mkdirSync(join(root, 'data', 'users', name), { recursive: true });
      const file = join(root, 'data', 'users', name, 'user.conf');
      writeFileSync(`${file}.new`, linesOf({ NAME: name, SUSPENDED: status === 'suspended' ? 'yes' : 'no', IP_AVAIL: '1' }), {
        mode: 0o660,
      });
      renameSync(`${file}.new`, file);
    },
    writeCommand: (name, line) => {
      const text = `#!/bin/bash\n# info: ${name}\n# options: ${line === '' ? 'NONE' : line}\n#\nexit 0\n`;
      writeFileSync(join(root, 'bin', name), text, { mode: 0o755 });
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** As the panel writes it, with SECRET first. */
function keyFileOf({ secret, user, permissions }: PanelKey): string {
  return linesOf({
    SECRET_ACCESS_KEY: secret,
    USER: user,
    PERMISSIONS: permissions,
    COMMENT: '',
    EXPIRES_IN: '',
    IP: '',
    TIME: '10:00:00',
    DATE: '2026-01-31',
  });
}

function linesOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}
