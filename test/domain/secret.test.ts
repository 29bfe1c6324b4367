import { format, inspect } from 'node:util';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { digestOf, digestsEqual, Secret } from '../../src/domain/secret.ts';

const text = 'hunter2-hunter2';
const secret = new Secret(text);

describe('a secret', () => {
  it.each([
    ['String', String(secret)],
    ['a text that is joined', [secret].join('')],
    ['concatenation', '' + secret],
    ['JSON', JSON.parse(JSON.stringify(secret))],
    ['inspect', inspect(secret)],
    ['inspect with everything shown', inspect(secret, { showHidden: true, getters: true, depth: null })],
    ['format with %s', format('%s', secret)],
    ['format with %o', format('%o', secret)],
    ['format with %O', format('%O', secret)],
    ['format without a directive', format(secret)],
    ['console.log', logged(secret)],
  ])('prints as [secret] in %s', (_, printed) => {
    expect(printed).toBe('[secret]');
  });

  it.each([
    ['JSON', JSON.stringify({ deep: [{ secret }] })],
    ['inspect', inspect({ deep: [{ secret }] }, { showHidden: true, depth: null })],
    ['format with %j', format('%j', { secret })],
    ['console.log', logged({ deep: [{ secret }] })],
    ['an error', String(new Error('failed with ' + secret))],
    ['a copy', JSON.stringify(Object.assign({}, secret))],
    ['its entries', JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret)])],
    ['a structured clone', inspect(structuredClone(secret))],
  ])('does not show inside of something else in %s', (_, printed) => {
    expect(printed).not.toContain('hunter2');
    expect(printed.length).toBeGreaterThan(0);
  });

  it('gives its bytes to who asks for them', () => {
    expect(secret.reveal()).toBe(text);
    expect(secret.byteLength).toBe(15);
    expect(new Secret('\xe4\xff').byteLength).toBe(2);
  });

  it('is matched as a whole', () => {
    expect(secret.matches(/^[a-z0-9-]+$/)).toBe(true);
    expect(secret.matches(/^[a-z]+$/)).toBe(false);
  });
});

describe('a digest', () => {
  it('is the SHA-256 of the bytes', () => {
    expect(digestOf('').toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(digestOf('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    // One byte, not the two of its UTF-8.
    expect(digestOf('\xff').toString('hex')).toBe('a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89');
    expect(new Secret('abc').digest()).toEqual(digestOf('abc'));
  });

  it('is equal to that of the same bytes alone', () => {
    expect(digestsEqual(digestOf(text), secret.digest())).toBe(true);
    expect(digestsEqual(digestOf(text), digestOf(`${text}\0`))).toBe(false);
    expect(digestsEqual(digestOf(text), digestOf(''))).toBe(false);
  });
});

function logged(value: unknown): string {
  const chunks: string[] = [];
  const stdout = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk.toString());
      done();
    },
  });
  new Console({ stdout, stderr: stdout }).log(value);
  return chunks.join('').trimEnd();
}
