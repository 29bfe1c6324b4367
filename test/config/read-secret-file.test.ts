import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readOwnAccessKeyFile } from '../../src/config/secrets/read-own-access-key-file.ts';
import { readRedisPasswordFile } from '../../src/config/secrets/read-redis-password-file.ts';
import { readSecretFile } from '../../src/config/secrets/read-secret-file.ts';
import { readTokenFile } from '../../src/config/secrets/read-token-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function fileOf(bytes: string | Buffer, mode = 0o600): string {
  const path = join(folder, 'secret');
  writeFileSync(path, bytes);
  chmodSync(path, mode);
  return path;
}

const id = 'A'.repeat(20);
const secret = 'b'.repeat(40);

describe('a file of a secret', () => {
  test.each([
    ['horse', 'horse'],
    ['horse\n', 'horse'],
    ['horse\r\n', 'horse'],
    ['horse\n\n', 'horse\n'],
    ['horse\r', 'horse\r'],
    [' horse\t\n', ' horse\t'],
    ['\ufeffhorse', '\ufeffhorse'],
    // The last byte of each is a blank, or a line end, to functions of text: NBSP, NEL.
    ['caffà\n', 'caffà'],
    ['voilà', 'voilà'],
    ['na\u0085\n', 'na\u0085'],
    ['ab\u00a0', 'ab\u00a0'],
    ['x', 'x'],
  ])('%j holds the secret %j', (content, expected) => {
    const path = fileOf(content);

    expect(Buffer.from(readSecretFile(path).reveal(), 'latin1').toString()).toBe(expected);
    expect(Buffer.from(readRedisPasswordFile(path).reveal(), 'latin1').toString()).toBe(expected);
  });

  test('holds bytes that are no text', () => {
    expect(readSecretFile(fileOf(Buffer.from([0xff, 0x85, 0xa0, 0x0a]))).reveal()).toBe('\xff\x85\xa0');
  });

  test.each(['', '\n', '\r\n'])('that has %j in it holds none', (content) => {
    expect(() => readSecretFile(fileOf(content))).toThrow(`${join(folder, 'secret')}: expected a secret, found an empty file`);
  });

  test('is no password for Redis where it is no text', () => {
    expect(() => readRedisPasswordFile(fileOf(Buffer.from([0xff, 0x85])))).toThrow(/expected a password in UTF-8; set one/);
  });

  test('that is a pipe is waited for by nobody', () => {
    const path = join(folder, 'pipe');
    spawnSync('/usr/bin/mkfifo', [path]);

    expect(() => readSecretFile(path)).toThrow(`${path} is no ordinary file; name one`);
  });

  test('that is a folder has the error of the system, with its path', () => {
    expect(() => readSecretFile(folder)).toThrow(expect.objectContaining({ code: 'EISDIR', path: folder }));
  });
});

describe('a token', () => {
  test.each(['0123456789abcdef', '0123456789abcdef\n', '0123456789abcdef\r\n'])('of 16 characters is one: %j', (content) => {
    expect(readTokenFile(fileOf(content)).reveal()).toBe('0123456789abcdef');
  });

  test.each([
    ['0123456789abcde\n', /at least 16 characters, found 15/],
    ['0123456789abcdef \n', /printable ASCII without blanks/],
    ['0123456789abcdeà', /printable ASCII without blanks/],
    ['0123456789abcdef\n\n', /printable ASCII without blanks/],
  ])('%j is none, because it is short or no header carries it', (content, words) => {
    expect(() => readTokenFile(fileOf(content))).toThrow(words);
  });
});

describe('an access key', () => {
  test.each(['', '\n', '\r\n'])('may have %j behind it', (end) => {
    const key = readOwnAccessKeyFile(fileOf(`${id}:${secret}${end}`));

    expect([key.id, key.secret.reveal()]).toEqual([id, secret]);
  });

  test.each([` ${id}:${secret}`, `${id}:${secret} \n`, `${id}:${secret}\n\n`, `${id}:${secret}\u00a0`, `${id}:${secret}:x`, id])(
    'has nothing else around it: %j',
    (content) => {
      expect(() => readOwnAccessKeyFile(fileOf(content))).toThrow(/expected an access key as ID:SECRET.* and nothing else/);
    },
  );
});

describe('a file of a secret that others may write', () => {
  const readers = [readSecretFile, readRedisPasswordFile, readTokenFile, readOwnAccessKeyFile];

  test.each([0o602, 0o606, 0o666, 0o777, 0o622])('is refused with mode %o, whatever it holds', (mode) => {
    const path = fileOf(`${id}:${secret}`, mode);

    for (const read of readers)
      expect(() => read(path)).toThrow(`${path} may be written by every user of this machine; chmod o-rwx ${path}`);
  });

  test('by its folder is refused', () => {
    const path = fileOf(`${id}:${secret}`);
    chmodSync(folder, 0o777);

    expect(() => readSecretFile(path)).toThrow(/may be replaced by every user .*; chmod o-w /);
    chmodSync(folder, 0o1777);
    expect(readSecretFile(path).byteLength).toBe(61);
  });

  test('behind a link is refused', () => {
    const path = fileOf('horse', 0o666);
    mkdirSync(join(folder, 'inner'));
    symlinkSync(path, join(folder, 'inner', 'link'));

    expect(() => readSecretFile(join(folder, 'inner', 'link'))).toThrow(/may be written by every user/);
  });

  test.each([0o600, 0o640, 0o660, 0o644, 0o664])(
    'is no such file with mode %o: groups, and readers, are the administrator’s business',
    (mode) => {
      expect(readOwnAccessKeyFile(fileOf(`${id}:${secret}`, mode)).id).toBe(id);
    },
  );
});
