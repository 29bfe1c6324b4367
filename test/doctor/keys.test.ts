import { expect, it } from 'vitest';
import { judgeKeys } from '../../src/doctor/keys/keys-examination.ts';
import type { PanelKeys } from '../../src/doctor/keys/panel-keys.ts';
import { judgeProfiles } from '../../src/doctor/keys/profiles-examination.ts';
import type { AccessKey, Permissions } from '../../src/domain/panel/panel-state.ts';
import { digestOf } from '../../src/domain/secret.ts';
import { readCommandTable } from '../../src/hestia/files/command-table.ts';

const key = (id: string, user: string, permissions: Permissions): AccessKey => ({
  id,
  user,
  permissions,
  secretDigest: digestOf(''),
});
const named = (...names: readonly string[]): Permissions => ({ kind: 'profiles', names });
const everything: Permissions = { kind: 'everything' };

const shipped = new Map([
  ['billing', { role: 'admin', commands: new Set(['v-add-user', 'v-list-users', 'v-make-tmp-file', 'v-change-user-password']) }],
  ['mail', { role: 'user', commands: new Set(['v-list-mail-domains']) }],
  ['reader', { role: 'user', commands: new Set(['v-list-access-key', 'v-change-user-password']) }],
] as const);

const panel = (...keys: readonly AccessKey[]): PanelKeys => ({ rootUser: 'admin', keys, oddKeys: [], profiles: shipped });
const table = readCommandTable();

it('names the keys of the root user that may run every command, and keys that are off', () => {
  const keys = judgeKeys({
    ...panel(key('A', 'admin', everything), key('B', 'alice', everything), key('C', 'admin', named('mail'))),
    oddKeys: [{ id: 'D', faults: ["has no line USER='…'"] }],
  });
  expect(keys.map(({ grade, what }) => `${grade}; ${what}`)).toEqual([
    "warning; D is off: has no line USER='…'",
    'warning; A of admin has no permissions named, so it may run every command',
  ]);
  expect(judgeKeys(panel(key('C', 'admin', named('mail')))).map(({ what }) => what)).toEqual([
    '1 key; none may run every command',
  ]);
});

it('names profiles as good as root that a key has, with the reasons', () => {
  expect(judgeProfiles(panel(key('C', 'admin', named('mail'))), table).map(({ grade }) => grade)).toEqual(['well']);
  const [finding] = judgeProfiles(panel(key('C', 'admin', named('billing'))), table);
  expect(finding).toMatchObject({ grade: 'warning', mend: { kind: 'command', text: 'hearthgate suggest --key C' } });
  expect(finding?.what).toBe(
    'billing is as good as root for C: v-change-user-password sets the password of any user, the root user too; v-make-tmp-file writes a file of the caller that other commands take in',
  );
});

it('leaves commands out that are bound to the user of the key', () => {
  const [finding] = judgeProfiles(panel(key('E', 'alice', named('reader'))), table);
  expect(finding?.what).toBe(
    "reader is as good as root for E: v-list-access-key shows the secret of every key, the root user's too",
  );
});
