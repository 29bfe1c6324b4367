import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/domain/call/call.ts';
import { Secret } from '../../src/domain/secret.ts';
import { writeBody } from '../../src/hestia/answer/write-body.ts';

const accessKey: Call = {
  credential: { kind: 'access-key', id: 'ADMINALLKEY000000001', secret: new Secret('admAll-secret-0123456789-abcdefghij=_XYZ') },
  command: 'v-list-user',
  args: ['alice', 'json'],
  returncode: undefined,
};

describe('the body of the panel request', () => {
  it('holds an access key, the command and its arguments, in this order', () => {
    expect(text(accessKey)).toBe(
      'access_key=ADMINALLKEY000000001&secret_key=admAll-secret-0123456789-abcdefghij%3D_XYZ&cmd=v-list-user&arg1=alice&arg2=json',
    );
  });

  it('holds an API key as hash', () => {
    const credential = { kind: 'api-key', key: new Secret('LegacyKey_0123456789') } as const;
    expect(text({ ...accessKey, credential, args: [] })).toBe('hash=LegacyKey_0123456789&cmd=v-list-user');
  });

  it('holds a password with its user, untrimmed', () => {
    const credential = { kind: 'password', user: 'admin', password: new Secret(' p&=+ ') } as const;
    expect(text({ ...accessKey, credential, args: [] })).toBe('user=admin&password=%20p%26%3D%2B%20&cmd=v-list-user');
  });

  it.each(['yes', 'no'] as const)('says returncode=%s when the client sent the field', (returncode) => {
    expect(text({ ...accessKey, returncode })).toContain(`&returncode=${returncode}&cmd=`);
  });

  it('numbers arguments without gaps and keeps empty ones', () => {
    expect(text({ ...accessKey, args: ['', 'b', ''] })).toMatch(/&arg1=&arg2=b&arg3=$/);
  });

  it('escapes every byte but the unreserved ones, and all of them as they are', () => {
    const every = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
    const written = text({ ...accessKey, args: [every.join('')] }).split('arg1=')[1] ?? '';
    const expected = every.map((char) => (/[A-Za-z0-9_.~-]/.test(char) ? char : escapeOf(char))).join('');
    expect(written).toBe(expected);
  });

  it('reads back as the very same bytes, whatever they are', () => {
    const bytes = fc.uint8Array().map((array) => Buffer.from(array).toString('latin1'));
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 13 }), (args) => {
        expect(argumentsIn(text({ ...accessKey, args }))).toEqual(args);
      }),
    );
  });

  it('writes no character that is more than a byte: it would become another one', () => {
    // U+0127 cut to a byte is a quote.
    expect(() => writeBody({ ...accessKey, args: ['\u0127'] })).toThrow(RangeError);
  });

  it('writes a large value that is escaped throughout in full', () => {
    const zone = '\n'.repeat(1_048_576);
    expect(writeBody({ ...accessKey, command: 'v-make-tmp-file', args: [zone, 'zone'] }).length).toBeGreaterThan(3 * zone.length);
  });
});

function text(call: Call): string {
  return writeBody(call).toString('latin1');
}

function escapeOf(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Undoes the escapes byte by byte, as PHP does. */
function argumentsIn(body: string): string[] {
  return body
    .split('&')
    .filter((field) => field.startsWith('arg'))
    .map((field) => field.slice(field.indexOf('=') + 1))
    .map((value) => value.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))));
}
