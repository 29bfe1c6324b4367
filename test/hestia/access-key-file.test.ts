import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/secret.ts';
import { readAccessKeyFile } from '../../src/hestia/files/access-key-file.ts';

const id = 'KEYKEYKEYKEYKEYKEY12';
const secret = 'S3cr3t_S3cr3t_S3cr3t_S3cr3t_S3cr3t_S3cr3';
const needed = [`SECRET_ACCESS_KEY='${secret}'`, "USER='alice'", "PERMISSIONS='billing'"];
const rest = ["COMMENT='it is mine'", "EXPIRES_IN=''", "IP=''", "TIME='10:00:00'", "DATE='2026-01-31'"];
const textOf = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const withPermissions = (list: string): string => textOf(...needed.slice(0, 2), `PERMISSIONS='${list}'`, ...rest);

describe("an access key's file", () => {
  it('gives the key with the digest of its secret', () => {
    expect(readAccessKeyFile(id, textOf(...needed, ...rest))).toEqual({
      kind: 'key',
      key: { id, secretDigest: digestOf(secret), user: 'alice', permissions: { kind: 'profiles', names: ['billing'] } },
    });
  });

  it('needs no more than secret, user and permissions', () => {
    expect(readAccessKeyFile(id, textOf(...needed)).kind).toBe('key');
  });

  it.each([
    ['', { kind: 'everything' }],
    ['a,b', { kind: 'profiles', names: ['a', 'b'] }],
    [' a , b b ', { kind: 'profiles', names: ['a', 'bb'] }],
    ['/x/billing', { kind: 'profiles', names: ['billing'] }],
    ['*', { kind: 'profiles', names: ['*'] }],
    [' ', { kind: 'profiles', names: [] }],
    [',', { kind: 'profiles', names: [] }],
    [', ,/', { kind: 'profiles', names: [] }],
  ])('with PERMISSIONS %j may use %j', (list, permissions) => {
    expect(readAccessKeyFile(id, withPermissions(list))).toMatchObject({ key: { permissions } });
  });

  it.each([
    ['half written: the secret alone', textOf(...needed.slice(0, 1)), "has no line USER='…'"],
    ['half written: no permissions', textOf(...needed.slice(0, 2)), "has no line PERMISSIONS='…'"],
    ['no secret', textOf(...needed.slice(1)), "has no line SECRET_ACCESS_KEY='…'"],
    ['empty', '', "has no line USER='…'"],
    ['an expiry', textOf(...needed, "EXPIRES_IN='3600'"), 'EXPIRES_IN is filled, and what it means is not known'],
    ['an address', textOf(...needed, "IP='192.0.2.1'"), 'IP is filled, and what it means is not known'],
    ['a name of another kind', textOf(...needed, "ROLE='admin'"), "1 of its names are not an access key's"],
    ['a name twice', textOf(...needed, "USER='admin'"), 'line 4 sets USER a second time'],
    ['a line break in a comment', textOf(...needed, "COMMENT='a", "USER admin'"), "line 5 is not of the form NAME='value'"],
    ['a line of another form', textOf(...needed, 'USER admin'), "line 4 is not of the form NAME='value'"],
    ['a blank line', `${textOf(...needed)}\n`, "line 4 is not of the form NAME='value'"],
    ['no line feed at its end', textOf(...needed).slice(0, -1), 'line 3 does not end with a line feed'],
    [
      'a short secret',
      textOf("SECRET_ACCESS_KEY='short'", ...needed.slice(1)),
      'SECRET_ACCESS_KEY is not 40 characters of the expected form',
    ],
    ['no name of a user', textOf(`SECRET_ACCESS_KEY='${secret}'`, "USER=''", "PERMISSIONS=''"), "USER is not a user's name"],
    [
      'a path for a user',
      textOf(`SECRET_ACCESS_KEY='${secret}'`, "USER='../admin'", "PERMISSIONS=''"),
      "USER is not a user's name",
    ],
  ])('turns the key off with %s', (_what, text, fault) => {
    const read = readAccessKeyFile(id, text);
    expect(read).toMatchObject({ kind: 'faults', faults: expect.arrayContaining([fault]) });
    expect(JSON.stringify(read)).not.toContain('S3cr3t');
  });
});
