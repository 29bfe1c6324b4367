import { describe, expect, it } from 'vitest';
import { readProfileFile } from '../../src/hestia/files/profile-file.ts';

describe('a profile', () => {
  it.each([
    ["ROLE='admin'\nCOMMANDS='v-list-user,v-add-user'\n", 'admin', ['v-list-user', 'v-add-user']],
    ["ROLE='user'\nCOMMANDS=' v-list-user , v-add-user,'\n", 'user', ['v-list-user', 'v-add-user']],
    ["COMMANDS=''\nROLE='user'\n", 'user', []],
    ['ROLE=admin\nCOMMANDS=v-list-user,v-add-user\n', 'admin', ['v-list-user', 'v-add-user']],
    ["ROLE=user\nCOMMANDS='v-list-user'\n", 'user', ['v-list-user']],
    ["ROLE='user'\nCOMMANDS=\n", 'user', []],
    ["ROLE='user'\nCOMMANDS='v-list-user,\tv-add-user'\n", 'user', ['v-list-user', '\tv-add-user']],
  ])('%j is read', (text, role, commands) => {
    expect(readProfileFile(text)).toEqual({ kind: 'profile', profile: { role, commands: new Set(commands) } });
  });

  it.each([
    ["COMMANDS='v-list-user'\n", "expected ROLE='admin' or ROLE='user'"],
    ["ROLE='Admin'\nCOMMANDS='v-list-user'\n", "expected ROLE='admin' or ROLE='user'"],
    ["ROLE=''\nCOMMANDS='v-list-user'\n", "expected ROLE='admin' or ROLE='user'"],
    ["ROLE='user'\n", "expected a line COMMANDS='…'"],
    ["ROLE='user'\nROLE='admin'\nCOMMANDS=''\n", 'line 2 sets ROLE a second time'],
    ["ROLE='user'\n# more\nCOMMANDS=''\n", "line 2 is not of the form NAME='value'"],
    ['ROLE="admin"\nCOMMANDS=\'\'\n', "line 1 is not of the form NAME='value'"],
    ["ROLE=admin # all\nCOMMANDS=''\n", "line 1 is not of the form NAME='value'"],
    ["ROLE=$X\nCOMMANDS=''\n", "line 1 is not of the form NAME='value'"],
    ["ROLE='user'\nCOMMANDS=v-list-user v-add-user\n", "line 2 is not of the form NAME='value'"],
    ["ROLE='user'\nCOMMANDS=v-list-user", 'line 2 does not end with a line feed'],
    ["ROLE=user\nROLE='admin'\nCOMMANDS=''\n", 'line 2 sets ROLE a second time'],
    ["ROLE='user'\nCOMMANDS='v-list-user'", 'line 2 does not end with a line feed'],
  ])('%j allows nothing', (text, fault) => {
    expect(readProfileFile(text)).toEqual({ kind: 'faults', faults: [fault] });
  });
});
