import { describe, expect, it } from 'vitest';
import commands from '../fixtures/commands.json' with { type: 'json' };
import { readCommandOptions } from '../../src/hestia/files/command-options.ts';

describe("a command's options", () => {
  it('name the user where the table of the panel does', () => {
    const read = Object.entries(commands).map(([name, { args }]) => [
      name,
      readCommandOptions(name, `# options: ${args.join(' ')}\n`).userArg,
    ]);
    expect(read).toEqual(Object.entries(commands).map(([name, { userArg }]) => [name, userArg]));
    expect(read.length).toBeGreaterThan(500);
  });

  it.each([
    ['# options: USER DOMAIN [FORMAT]\n', 1],
    ['# options: DOMAIN  [USER]\n', 2],
    ['# options: domain [user\n', 2],
    ['# options: A B\n# options: USER\n', 3],
    ['# options: USER A USER\n', 3],
    ['# options: USERNAME OLD_USER\n', 0],
    ['# options: NONE\n', 0],
    ['# info: USER\n', 0],
    ['#options: USER\n # options: USER\n', 0],
    ['', 0],
  ])('%j name the user at %i', (text, userArg) => {
    expect(readCommandOptions('v-x', text)).toEqual({ userArg, reach: 'user' });
  });

  it.each([
    'v-change-domain-owner',
    'v-change-database-owner',
    'v-change-sys-ip-owner',
    'v-change-database-host-password',
    'v-add-remote-dns-host',
    'v-add-sys-ip',
    'v-log-action',
    'v-delete-user-auth-log',
    'v-add-access-key',
  ])('%s is for the root user alone, whatever they name', (name) => {
    expect(readCommandOptions(name, '# options: USER\n')).toEqual({ userArg: 1, reach: 'root' });
  });
});
