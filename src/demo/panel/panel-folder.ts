import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoCommand } from '../commands/demo-command.ts';
import type { DemoKey } from '../commands/demo-keys.ts';
import type { DemoProfile } from '../commands/demo-profiles.ts';
import type { PanelUser } from '../commands/panel-store.ts';

/** What stands in a panel's files, as far as a gateway reads them. */
export interface PanelFacts {
  /** `0`: off, `1`: the root user's keys, `2`: everybody's. */
  readonly apiSystem: '0' | '1' | '2';
  readonly rootUser: string;
  readonly keys: readonly DemoKey[];
  /** The API key's file is named for it. */
  readonly apiKey: string;
  readonly profiles: readonly DemoProfile[];
  readonly commands: readonly DemoCommand[];
  readonly users: readonly PanelUser[];
}

/** Writes the files of a panel into a folder that does not exist yet, readable by their owner alone. */
export function writePanelFolder(root: string, facts: PanelFacts): void {
  const folder = (...names: readonly string[]): string => {
    const path = join(root, ...names);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  writeSecret(join(folder('conf'), 'hestia.conf'), [
    ['API', 'yes'],
    ['API_SYSTEM', facts.apiSystem],
    ['API_ALLOWED_IP', '127.0.0.1'],
    ['ROOT_USER', facts.rootUser],
  ]);
  for (const key of facts.keys) writeSecret(join(folder('data', 'access-keys'), key.id), linesOf(key));
  for (const { name, role, commands } of facts.profiles) {
    writeSecret(join(folder('data', 'api'), name), [
      ['ROLE', role],
      ['COMMANDS', commands],
    ]);
  }
  writeSecret(join(folder('data', 'keys'), facts.apiKey), []);
  for (const user of facts.users) writeUserFile(root, user);
  for (const { name, options } of facts.commands) {
    writeFileSync(join(folder('bin'), name), `#!/bin/bash\n# options: ${options}\n`, { mode: 0o700 });
  }
}

/** A user's file, in one move: nobody reads half of it. */
export function writeUserFile(root: string, { name, isSuspended }: PanelUser): void {
  const folder = join(root, 'data', 'users', name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const next = join(folder, 'user.conf.new');
  writeSecret(next, [
    ['NAME', name],
    ['SUSPENDED', isSuspended ? 'yes' : 'no'],
  ]);
  renameSync(next, join(folder, 'user.conf'));
}

export function removeUserFile(root: string, name: string): void {
  rmSync(join(root, 'data', 'users', name), { recursive: true, force: true });
}

type Lines = readonly (readonly [name: string, value: string])[];

function linesOf({ secret, user, permissions }: DemoKey): Lines {
  return [
    ['SECRET_ACCESS_KEY', secret.reveal()],
    ['USER', user],
    ['PERMISSIONS', permissions],
    ['COMMENT', 'demonstration'],
    ['TIME', '10:00:00'],
    ['DATE', '2026-01-01'],
  ];
}

function writeSecret(path: string, lines: Lines): void {
  writeFileSync(path, lines.map(([name, value]) => `${name}='${value}'\n`).join(''), { mode: 0o600 });
}
