import { describe, expect, it } from 'vitest';
import { readCall } from '../../src/hestia/call/read-call.ts';
import { wantsReturncode } from '../../src/hestia/call/wants-returncode.ts';
import { generateBody } from '../support/body-generator.ts';
import { generateOddBody } from '../support/odd-body-generator.ts';
import type { SentBody } from '../support/php-panel.ts';
import { Random } from '../support/random.ts';
import { recordedBodies } from '../support/recorded-bodies.ts';

const count = 3000;
const formType = 'application/x-www-form-urlencoded';
const multipartType = 'multipart/form-data; boundary=b';

describe('the dialect of a request that is refused whatever it says', () => {
  it('is the one that its call would be answered in', () => {
    const random = new Random(1);
    const bodies = Array.from({ length: count }, () => generateBody(random));
    const dialects = bodies.map(dialectOf);
    expect(dialects).toEqual(bodies.map(dialectOfCall));
    expect(new Set(dialects).size).toBe(2);
  });

  it('is text or not known, or the one that its call would be answered in, where the body is an odd one', () => {
    const random = new Random(2);
    const bodies = [...recordedBodies(), ...Array.from({ length: count }, () => generateOddBody(random))];
    expect(bodies.filter((body) => dialectOf(body) === true && dialectOfCall(body) !== true)).toEqual([]);
  });

  it.each([
    ['a form of 1,000 fields', formType, `user=x${'&a=b'.repeat(998)}&returncode=yes`],
    ['JSON of 1,000 names', undefined, `{${'"a":1,'.repeat(999)}"returncode":"yes"}`],
    ['JSON with names in arrays', undefined, `{"a":[${'{"b":1},'.repeat(900)}0],"returncode":"yes"}`],
    ['JSON with an empty object', undefined, '{"user":"x","returncode":"yes","meta":{}}'],
    ['JSON with an empty array', undefined, '{"user":"x","tags":[],"returncode":"yes"}'],
    ['JSON that is as deep as PHP reads it', undefined, `{"a":${'['.repeat(510)}${']'.repeat(510)},"returncode":"yes"}`],
    ['JSON under the type of a form', formType, '{"user":"x","tags":["&a=b"],"returncode":"yes"}'],
    [
      'multipart of 1,000 parts',
      multipartType,
      `${part('user', 'x')}${part('a', 'b').repeat(998)}${part('returncode', 'yes')}--b--`,
    ],
    ['a form that is at fault behind it', formType, `user=x&returncode=yes${'&a=b'.repeat(1000)}`],
    ['multipart with text behind it', multipartType, `${part('user', 'x')}${part('returncode', 'yes')}--b--\r\n--b\r\n`],
  ])('is the bare number in %s', (_, contentType, text) => {
    expect(dialectOf({ contentType, body: Buffer.from(text) })).toBe(true);
  });

  it.each([
    ['a form of 50 fields', formType, `user=x${'&a=b'.repeat(49)}`],
    ['JSON with an array', undefined, '{"user":"x","x":[{"returncode":"yes"}]}'],
    ['a form that says no', formType, 'user=x&returncode=no'],
    ['an array', formType, 'user=x&returncode[]=yes'],
    ['JSON that says true', undefined, '{"user":"x","returncode":true}'],
  ])('is text in %s', (_, contentType, text) => {
    expect(dialectOf({ contentType, body: Buffer.from(text) })).toBe(false);
  });

  it.each([
    ['a form of more than 1,000 fields', formType, `user=x${'&a=b'.repeat(1000)}&returncode=yes`],
    ['JSON of more', undefined, `{${'"a":1,'.repeat(1000)}"returncode":"yes"}`],
    ['JSON that is too deep', undefined, `{"a":${'['.repeat(511)}${']'.repeat(511)},"returncode":"yes"}`],
    ['JSON that is cut off', undefined, '{"user":"x","returncode":"yes"'],
    ['multipart of more', multipartType, `${part('user', 'x')}${part('a', 'b').repeat(1000)}${part('returncode', 'yes')}--b--`],
    ['multipart that cannot be read', multipartType, `${part('user', 'x')}--b\r\nbroken${part('returncode', 'yes')}--b--`],
    ['nothing', undefined, ''],
  ])('is not known of %s', (_, contentType, text) => {
    const body = Buffer.from(text);
    expect(dialectOf({ contentType, body })).toBeUndefined();
    expect(dialectOfCall({ contentType, body })).not.toBe(true);
  });
});

function dialectOf({ contentType, body }: SentBody): boolean | undefined {
  return wantsReturncode(contentType, body);
}

function dialectOfCall({ contentType, body }: SentBody): boolean | undefined {
  return readCall(contentType, body).returncode;
}

function part(name: string, value: string): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}
