import { describe, expect, it } from 'vitest';
import { type Address, parseAddress } from '../../src/domain/address/address.ts';
import type { Call } from '../../src/domain/call/call.ts';
import { Secret } from '../../src/domain/secret.ts';
import { type RequestSource, writeRequest } from '../../src/hestia/answer/write-request.ts';

const call: Call = {
  credential: { kind: 'access-key', id: 'ADMINALLKEY000000001', secret: new Secret('admAll-secret-0123456789-abcdefghij=_XYZ') },
  command: 'v-list-user',
  args: ['alice'],
  returncode: 'yes',
};
const passwordOf = (password: string): Call => ({
  ...call,
  credential: { kind: 'password', user: 'admin', password: new Secret(password) },
});

describe('the panel request', () => {
  it('has these headers and no other', () => {
    const { path, headers, body } = writeRequest(source(call));
    expect(path).toBe('/api/');
    expect(Object.entries(headers)).toEqual([
      ['content-type', 'application/x-www-form-urlencoded'],
      ['content-length', String(body.length)],
      ['user-agent', 'hearthgate'],
      ['x-request-id', '000102030405060708090a0b0c0d0e0f'],
      ['x-forwarded-for', '2001:db8::1'],
    ]);
  });

  it('is written at the bounds', () => {
    expect(writeRequest(source(passwordOf('p'.repeat(256)))).body.length).toBeGreaterThan(256);
    expect(writeRequest(source({ ...call, args: Array.from({ length: 13 }, () => '') })).body.length).toBeGreaterThan(0);
  });

  it.each<readonly [string, Call]>([
    [
      'an access key of another form',
      { ...call, credential: { kind: 'access-key', id: "A'", secret: new Secret('s'.repeat(40)) } },
    ],
    ['an API key that is too short', { ...call, credential: { kind: 'api-key', key: new Secret('short') } }],
    ['a password that is too long', passwordOf('p'.repeat(257))],
    ['a password of another user', { ...call, credential: { kind: 'password', user: 'alice', password: new Secret('p') } }],
    ['a password with a NUL', passwordOf('p\0')],
    ['a command of another form', { ...call, command: 'v-list-user;id' }],
    ['no command', { ...call, command: '' }],
    ['arguments that are too long', { ...call, args: ['a'.repeat(131_071)] }],
    ['an argument with a NUL', { ...call, args: ['alice\0'] }],
    ['content with a NUL', { ...call, command: 'v-make-tmp-file', args: ['\0', 'name'] }],
    ['more arguments than the panel reads', { ...call, args: Array.from({ length: 14 }, () => '') }],
  ])('is not written for %s', (_, bad) => {
    expect(() => writeRequest(source(bad))).toThrow(/^the call is not written for the panel: /);
  });

  it('is not written for a password where the root user has no name', () => {
    expect(() => writeRequest({ ...source(passwordOf('p')), rootUser: undefined })).toThrow(/out of bounds/);
  });

  it('names no secret when it is not written', () => {
    expect(() => writeRequest(source(passwordOf('hunter2\0')))).toThrow(expect.not.stringContaining('hunter2'));
  });
});

function source(of: Call): RequestSource {
  return { call: of, requestId: '000102030405060708090a0b0c0d0e0f', address: address('2001:db8::1'), rootUser: 'admin' };
}

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}
