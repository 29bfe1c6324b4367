import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startFault } from '../../src/cli/start-fault.ts';
import { fileFaultCodes } from '../../src/domain/text/system-fault.ts';

/** As Node makes the errors of system calls. */
function systemError(code: string, details: Readonly<Record<string, string | number>> = {}): Error {
  return Object.assign(new Error(`${code}: whatever, open '/etc/x'`), { code, syscall: 'open', ...details });
}

describe('a start that the system refuses', () => {
  test.each(fileFaultCodes)('has a sentence with what to change for %s on a file', (code) => {
    expect(startFault(systemError(code, { path: '/etc/x' }))).toMatch(/^\/etc\/x [a-z][^;]+; [a-z][^;]+(;.*)?$/);
  });

  test('knows what a wrong mount, a wrong link, a machine that is full and a closed disk answer', () => {
    expect(fileFaultCodes).toEqual(
      expect.arrayContaining(['EISDIR', 'ENOTDIR', 'ELOOP', 'EMFILE', 'ENFILE', 'EROFS', 'ENOSPC', 'EDQUOT', 'EACCES', 'ENOENT']),
    );
  });

  test.each([
    ['EADDRINUSE', /^127\.0\.0\.1:443 is in use by another program; end it, or change listen\[\]\.port$/],
    ['EADDRNOTAVAIL', /^this machine does not have the address of 127\.0\.0\.1:443; change listen\[\]\.host$/],
    ['EAFNOSUPPORT', /^this machine has no addresses of the kind of 127\.0\.0\.1:443; change listen\[\]\.host/],
    ['EACCES', /^no permission to listen on 127\.0\.0\.1:443; choose a port above 1023/],
    ['EMFILE', /^a file or a connection cannot be opened, because this process has too many files open; raise its limit/],
  ])('has one for %s of a listener', (code, sentence) => {
    expect(startFault(systemError(code, { syscall: 'listen', address: '127.0.0.1', port: 443 }))).toMatch(sentence);
  });

  test.each([
    ['ENOSPC', /^\/panel\/data cannot be watched, because all watches are taken; raise fs\.inotify\.max_user_watches/],
    ['EMFILE', /^\/panel\/data cannot be watched, because all watchers are taken; raise fs\.inotify\.max_user_instances/],
  ])('says of %s of a watch what the machine lacks', (code, sentence) => {
    expect(startFault(systemError(code, { syscall: 'watch', path: '/panel/data' }))).toMatch(sentence);
  });

  test.each(['mkdir', 'rename', 'unlink', 'bind'])('gives no advice on reading where %s was not allowed', (syscall) => {
    expect(startFault(systemError('EACCES', { syscall, path: '/etc/x' }))).toMatch(
      /^\/etc\/x may not be written by \S+, the user that this process runs as; change its owner or mode$/,
    );
  });

  test('says how to read a file what lasts, once, and no word of Node', () => {
    const text = startFault(systemError('EACCES', { path: '/etc/passwd' }));

    expect(text).toMatch(
      /^\/etc\/passwd may not be read by \S+, the user that this process runs as; give \S+ the group root, which may/,
    );
    expect(text).not.toMatch(/EACCES|whatever/);
  });

  test('looks for the cause', () => {
    const error = new Error('outer', { cause: new Error('inner', { cause: systemError('ENOTDIR', { path: '/a/b' }) }) });

    expect(startFault(error)).toMatch(/^\/a\/b leads through a file/);
  });

  test.each([
    [() => readFileSync('/'), /is a folder; name a file/],
    [() => readFileSync('/etc/passwd/x'), /^\/etc\/passwd\/x leads through a file/],
    [() => readFileSync(`/${'x'.repeat(300)}`), /has a name that is too long; shorten it/],
    [() => writeFileSync('/proc/version', 'x'), /; change its owner or mode|disk reports an error/],
    [() => statSync('/none/there'), /does not exist; correct the path/],
  ])('knows the real error of %s', (act, sentence) => {
    let caught: unknown;
    try {
      act();
    } catch (error) {
      caught = error;
    }

    expect(startFault(caught)).toMatch(sentence);
  });

  test('leaves what is no word of the system', () => {
    expect([startFault(new TypeError('x is undefined')), startFault('text')]).toEqual([undefined, undefined]);
  });
});
