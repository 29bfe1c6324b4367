import { describe, expect, it } from 'vitest';
import { isShortRead } from '../../src/forward/exchange/is-short-read.ts';
import { readCommandTable } from '../../src/hestia/files/command-table.ts';
import { panelCall } from './panel-call.ts';

const commands = readCommandTable();
const call = (command: string, ...args: readonly string[]): boolean =>
  isShortRead({ ...panelCall().call, command, args }, commands);

describe('a short reading call', () => {
  it.each(['v-list-users', 'v-list-user', 'v-list-sys-config', 'v-check-access-key', 'v-search-object'])('is %s', (command) => {
    expect(call(command, 'alice', 'json')).toBe(true);
  });

  it.each([
    'v-add-user',
    'v-backup-users',
    'v-make-tmp-file',
    'v-list-sys-mail-dnsbl',
    'v-search-fs-object',
    'v-list-user-backups-restic',
    'a-list',
    '',
  ])('is not %j', (command) => {
    expect(call(command, 'alice')).toBe(false);
  });

  it('is none with a file that another call has made', () => {
    expect([call('v-check-user-password', 'alice', '/tmp/x'), call('v-check-user-password', 'alice', 'x/tmp/')]).toEqual([
      false,
      true,
    ]);
  });

  it('can be said of every command that takes long and only reads: the panel has them all', () => {
    const names = ['v-list-sys-hestia-updates', 'v-list-user-backup-restic', 'v-list-user-files-restic'];
    expect(names.map((name) => [commands.get(name)?.effect, call(name)])).toEqual(names.map(() => ['read', false]));
  });
});
