import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readNoticeSecretFile } from '../../src/config/secrets/read-notice-secret-file.ts';
import { noticeKinds } from '../../src/domain/notices/notice.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

const notices = { url: 'https://alerts.example.com/hooks/1?a=b', secretFile: 'notices.secret' };

describe('the section notices', () => {
  test('is none unless it is said', () => {
    expect(readConfiguration({}).notices).toBeUndefined();
  });

  test('is a URL and a secret, and every kind', () => {
    expect(readConfiguration({ notices }).notices).toEqual({
      url: 'https://alerts.example.com/hooks/1?a=b',
      origin: 'https://alerts.example.com',
      secretFile: '/etc/hearthgate/notices.secret',
      caFile: undefined,
      kinds: new Set(noticeKinds),
    });
  });

  test.each(['http://127.0.0.1:8080/x', 'http://[::1]/x', 'http://localhost/'])('takes %s', (url) => {
    expect(readConfiguration({ notices: { ...notices, url } }).notices?.url).toBe(url);
  });

  test.each([
    [{ url: undefined }, 'notices.url: expected a URL such as https://alerts.example.com/hearthgate, found nothing'],
    [
      { url: 'http://192.0.2.1/' },
      'notices.url: expected https://, because http:// shows what is sent; only a loopback address may have it',
    ],
    [{ url: 'ftp://a.test/' }, 'notices.url: expected a URL that begins with https:// (or, to a loopback address, http://)'],
    [{ url: 'https://u:pass@a.test/' }, 'notices.url: expected a URL without a user name and a password'],
    [{ url: 'https://a.test/#x' }, 'notices.url: expected a URL without "#": what stands behind it is never sent'],
    [{ url: 'https://a.test:0/' }, 'notices.url: expected a port from 1 to 65535'],
    [{ url: 'https://a b/' }, 'notices.url: expected a URL with a host, and perhaps a port, a path and a query'],
    [{ url: 'http://127.0.0.1/', caFile: 'c' }, 'notices.caFile: goes with https:// only'],
    [{ kinds: [] }, 'notices.kinds: expected at least one kind, found an empty list; to send none, leave out notices'],
  ])('with %j has a fault', (changes, fault) => {
    expect(faultsOf({ notices: { ...notices, ...changes } })).toEqual([fault]);
  });

  test('names the kinds that there are where one is misspelt', () => {
    expect(faultsOf({ notices: { ...notices, kinds: ['panel.found'] } })).toEqual([
      `notices.kinds[0]: expected ${noticeKinds.slice(0, -1).join(', ')} or ${noticeKinds.at(-1)}, found "panel.found"`,
    ]);
  });

  test('tells no fault with a password of a URL in it', () => {
    expect(faultsOf({ notices: { ...notices, url: 'https://u:s3cret@a.test/' } }).join()).not.toContain('s3cret');
  });
});

const secretOf = (bytes: number, fill = 1): string => `whsec_${Buffer.alloc(bytes, fill).toString('base64')}`;

describe('the file of the secret of notices', () => {
  let file = '';
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), 'hearthgate-notices-')), 'secret');
  });
  afterEach(() => rmSync(join(file, '..'), { recursive: true }));

  function read(text: string): readonly string[] {
    writeFileSync(file, text, { mode: 0o600 });
    return readNoticeSecretFile(file).map((secret) => secret.reveal());
  }

  test.each([24, 32, 64])('holds %i bytes in base64', (bytes) => {
    expect(read(`${secretOf(bytes)}\n`)).toEqual(['\u0001'.repeat(bytes)]);
  });

  test('holds the one before on a second line', () => {
    expect(read(`${secretOf(32)}\n${secretOf(24, 2)}\n`)).toEqual(['\u0001'.repeat(32), '\u0002'.repeat(24)]);
  });

  test.each([
    ['', 'nothing'],
    [secretOf(23), 'too few bytes'],
    [secretOf(65), 'too many bytes'],
    [secretOf(32).slice('whsec_'.length), 'no mark'],
    [`whsec_${'!'.repeat(44)}`, 'no base64'],
    [`${secretOf(32)}\n\n`, 'an empty line'],
    [`${secretOf(32)}\n${secretOf(32)}\n${secretOf(32)}`, 'three'],
  ])('is refused with %j: %s', (text) => {
    expect(() => read(text)).toThrow(
      /expected (?:whsec_ and 24 to 64 bytes in base64 on a line|one secret, or two on a line each), found .*; make one: echo "whsec_\$\(openssl rand -base64 32\)" > /,
    );
  });

  test('repeats nothing of the file', () => {
    expect(() => read('hunter2-hunter2-hunter2')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });

  test('is refused where every user may write it', () => {
    writeFileSync(file, secretOf(32));
    chmodSync(file, 0o666);
    expect(() => readNoticeSecretFile(file)).toThrow(/may be written by every user/);
  });
});
