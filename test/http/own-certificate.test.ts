import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FollowedCertificate, followCertificate } from '../../src/http/tls/own-certificate.ts';
import { readCertificate } from '../support/certificate.ts';

const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const validMs = Date.parse('2030-01-01T00:00:00Z');

let folder = '';
let nowMs = validMs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  nowMs = validMs;
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, name);

function put(cert: string, key = cert): void {
  writeFileSync(path('own.crt'), readCertificate(cert).cert);
  writeFileSync(path('own.key'), readCertificate(key).key);
}

function follow({ mayBeMissing = false } = {}): FollowedCertificate {
  const files = { certFile: path('own.crt'), keyFile: path('own.key'), hosts: [], mayBeMissing };
  const clock = { monotonicMs: () => 0, wallMs: () => nowMs };
  const followed = followCertificate(files, 'TLSv1.2', { clock, log, setting: 'listen[0].tls' });
  if (typeof followed === 'string') throw new Error(followed);
  return followed;
}

/** A pair counts as bad when it stays so. */
function lookTwice(followed: FollowedCertificate): readonly boolean[] {
  return [followed.look(), followed.look()];
}

describe('while the gateway runs, the pair before stays and the health page is told', () => {
  it.each([
    ['a key of another type', () => put('panel', 'rsa'), /is not the key of the certificate/],
    ['a certificate of another type', () => put('rsa', 'panel'), /is not the key of the certificate/],
    ['an empty key', () => writeFileSync(path('own.key'), ''), /own\.key is empty/],
    ['half a certificate', () => writeFileSync(path('own.crt'), readCertificate('panel').cert.subarray(0, 200)), /is cut off/],
    ['swapped files', () => swap(), /may be swapped/],
    [
      'a missing certificate',
      () => rmSync(path('own.crt')),
      /own\.key cannot be used: \S+own\.crt does not exist; put it back, or correct the path in the configuration; until/,
    ],
    ['an expired certificate', () => put('expired'), /expired on 2020-02-01T00:00:00\.000Z; renew it/],
  ])('after %s', (_, spoil, words) => {
    put('panel');
    const followed = follow();
    const { context } = followed;
    const before = context();
    spoil();
    expect(lookTwice(followed)).toEqual([false, false]);
    expect(context()).toBe(before);
    expect(followed.status().warnings).toEqual([expect.stringMatching(words)]);
    expect(followed.status().warnings?.[0]).toMatch(/; until then the one before is shown$/);
    put('rsa');
    expect(lookTwice(followed)).toEqual([true, false]);
    expect(followed.status().warnings).toEqual([]);
  });

  it('until the same files are back in their place', () => {
    put('panel');
    const followed = follow();
    renameSync(path('own.key'), path('away'));
    lookTwice(followed);
    expect(followed.status().warnings).toHaveLength(1);
    // The time of a change of its name has changed: it is read as a new pair.
    renameSync(path('away'), path('own.key'));
    expect(lookTwice(followed)).toContain(true);
    expect(followed.status().warnings).toEqual([]);
  });

  it('until a certificate that is not valid yet becomes valid', () => {
    put('panel');
    nowMs = Date.parse('2026-11-25T00:00:00Z');
    const followed = follow();
    put('rsa');
    expect(lookTwice(followed)).toEqual([false, false]);
    expect(followed.status().warnings).toEqual([expect.stringContaining('is not valid before 20')]);
    nowMs = validMs;
    expect(lookTwice(followed)).toEqual([true, false]);
  });

  it('but one that is expired itself is no better than the next', () => {
    put('expired');
    const followed = follow();
    put('other', 'other');
    expect(followed.look()).toBe(true);
  });
});

describe('at the start', () => {
  it.each([true, false])('a pair that does not belong together is told, also where it might be missing: %s', (mayBeMissing) => {
    put('panel', 'rsa');
    expect(() => follow({ mayBeMissing })).toThrow(/own\.key \(rsa 2048\) is not the key of the certificate in .*own\.crt/);
  });

  it('one of its own making is shown while the files are missing, and the health page is told', () => {
    const followed = follow({ mayBeMissing: true });
    expect(followed.status().warnings).toEqual([expect.stringMatching(/until then one of the gateway's own making is shown$/)]);
    put('expired');
    expect(followed.look()).toBe(true);
    expect(followed.status().warnings).toEqual([]);
  });
});

function swap(): void {
  copyFileSync(path('own.crt'), path('third'));
  copyFileSync(path('own.key'), path('own.crt'));
  renameSync(path('third'), path('own.key'));
}
