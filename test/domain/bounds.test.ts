import { describe, expect, it } from 'vitest';
import {
  argumentsFit,
  isAccessKeyId,
  isApiKey,
  isCommandName,
  isSecretKey,
  isWellFormed,
  isWithinBounds,
} from '../../src/domain/call/bounds.ts';
import { Secret } from '../../src/domain/secret.ts';
import { accessKeyCredential, callWith, idOfAlice, secretOfAlice } from '../support/facts.ts';

const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

describe('each byte of', () => {
  it.each([
    ['an access key id', isAccessKeyId, 20, /[0-9A-Za-z]/],
    ['a secret key', isSecretKey, 40, /[0-9A-Za-z_.+/^~=%|-]/],
    ['an API key', isApiKey, 16, /[A-Za-z0-9_-]/],
    ['a command', isCommandName, 8, /[A-Za-z0-9_-]/],
  ] as const)('%s is one of its form, wherever it stands', (_, isOfForm, length, form) => {
    const allowed = bytes.filter((byte) => form.test(byte));
    for (const place of [0, 1, length - 1]) {
      const texts = bytes.map((byte) => `${'a'.repeat(place)}${byte}${'a'.repeat(length - place - 1)}`);
      expect(bytes.filter((__, index) => isOfForm(texts[index] ?? ''))).toEqual(allowed);
    }
  });
});

it.each([
  ['an access key id', isAccessKeyId, 20, 20],
  ['a secret key', isSecretKey, 40, 40],
  ['an API key', isApiKey, 16, 255],
  ['a command', isCommandName, 1, 64],
] as const)('%s has from %2$i to %3$i bytes', (_, isOfForm, shortest, longest) => {
  const lengths = [shortest - 1, shortest, longest, longest + 1];
  expect(lengths.map((length) => isOfForm('a'.repeat(length)))).toEqual([false, true, true, false]);
});

describe('arguments fit', () => {
  const base = 36 + 'v-list-user'.length;

  it('up to 131,071 bytes of the line, three of them for each argument', () => {
    expect(argumentsFit('v-list-user', ['x'.repeat(131_071 - base - 3)])).toBe(true);
    expect(argumentsFit('v-list-user', ['x'.repeat(131_071 - base - 2)])).toBe(false);
    expect(argumentsFit('v-list-user', ['x'.repeat(131_071 - base - 39), ...Array.from({ length: 12 }, () => '')])).toBe(true);
    expect(argumentsFit('v-list-user', ['x'.repeat(131_071 - base - 38), ...Array.from({ length: 12 }, () => '')])).toBe(false);
  });

  it('with each quote counted as four bytes', () => {
    const quotes = Math.floor((131_071 - base - 3) / 4);
    const rest = 131_071 - base - 3 - 4 * quotes;
    expect(argumentsFit('v-list-user', [`${"'".repeat(quotes)}${'x'.repeat(rest)}`])).toBe(true);
    expect(argumentsFit('v-list-user', [`${"'".repeat(quotes)}${'x'.repeat(rest + 1)}`])).toBe(false);
    expect(argumentsFit('v-list-user', ["'".repeat(quotes + 1)])).toBe(false);
    expect(argumentsFit('v-list-user', ['"'.repeat(quotes + 1)])).toBe(true);
  });

  it('with the command counted, and none at all', () => {
    expect(argumentsFit('v'.repeat(64), ['x'.repeat(131_071 - 36 - 64 - 3)])).toBe(true);
    expect(argumentsFit('v'.repeat(64), ['x'.repeat(131_071 - 36 - 64 - 2)])).toBe(false);
    expect(argumentsFit('v-list-users', [])).toBe(true);
  });

  it('whatever they are for v-make-tmp-file, and for no other spelling of it', () => {
    const zone = "'".repeat(1_048_576);
    const commands = ['v-make-tmp-file', 'v-make-tmp-file2', 'V-make-tmp-file', ''];
    expect(commands.map((command) => argumentsFit(command, [zone, 'zone']))).toEqual([true, false, false, false]);
  });
});

describe('a call that is written for the panel', () => {
  it('is within all bounds', () => {
    expect(isWithinBounds(callWith(), 'admin')).toBe(true);
  });

  it.each([
    ['a malformed credential', callWith({ credential: accessKeyCredential(idOfAlice, `${secretOfAlice}'`) })],
    ['no command', callWith({ command: '' })],
    ['a malformed command', callWith({ command: 'v list' })],
    ['arguments beyond the bound', callWith({ args: ['x'.repeat(131_072)] })],
  ])('is not, with %s', (_, call) => {
    expect(isWithinBounds(call, 'admin')).toBe(false);
  });
});

it("a password's bytes are counted as bytes, 256 of them at most", () => {
  const lengths = [0, 256, 257];
  const judged = lengths.map((length) =>
    isWellFormed({ kind: 'password', user: 'admin', password: new Secret('\xe4'.repeat(length)) }, 'admin'),
  );
  expect(judged).toEqual([true, true, false]);
});
