import { describe, expect, it } from 'vitest';
import { readCall } from '../../src/hestia/read-call.ts';
import { wantsReturncode } from '../../src/hestia/wants-returncode.ts';
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

  it('is text, or the one that its call would be answered in, where the body is an odd one', () => {
    const random = new Random(2);
    const bodies = [...recordedBodies(), ...Array.from({ length: count }, () => generateOddBody(random))];
    expect(bodies.filter((body) => dialectOf(body) && !dialectOfCall(body))).toEqual([]);
  });

  it.each([
    ['a form of 50 fields', formType, `user=x${'&a=b'.repeat(48)}&returncode=yes`],
    ['JSON of 50 names', undefined, `{${'"a":1,'.repeat(49)}"returncode":"yes"}`],
    ['multipart of 50 parts', multipartType, `${part('user', 'x')}${part('a', 'b').repeat(48)}${part('returncode', 'yes')}--b--`],
    ['multipart with text behind it', multipartType, `${part('user', 'x')}${part('returncode', 'yes')}--b--\r\n--b\r\n`],
  ])('is the bare number in %s', (_, contentType, text) => {
    expect(dialectOf({ contentType, body: Buffer.from(text) })).toBe(true);
  });

  it.each([
    ['a form of more', formType, `user=x${'&a=b'.repeat(50)}&returncode=yes`],
    ['JSON of more', undefined, `{${'"a":1,'.repeat(50)}"returncode":"yes"}`],
    ['JSON with an array', undefined, '{"user":"x","returncode":"yes","x":[]}'],
    ['multipart of more', multipartType, `${part('user', 'x')}${part('a', 'b').repeat(50)}${part('returncode', 'yes')}--b--`],
  ])('is text in %s, which no client sends', (_, contentType, text) => {
    expect(dialectOf({ contentType, body: Buffer.from(text) })).toBe(false);
  });
});

function dialectOf({ contentType, body }: SentBody): boolean {
  return wantsReturncode(contentType, body);
}

function dialectOfCall({ contentType, body }: SentBody): boolean {
  return readCall(contentType, body).returncode;
}

function part(name: string, value: string): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}
