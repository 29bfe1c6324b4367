import * as fc from 'fast-check';

const names = [
  'access_key',
  'secret_key',
  'hash',
  'user',
  'password',
  'returncode',
  'cmd',
  'arg1',
  'arg2',
  'arg13',
  'arg14',
  'x',
  '',
];

const spellings: readonly ((char: string) => string)[] = [
  (char) => char,
  (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`,
];
const oddPieces = [
  '\\ud83d\\ude00',
  '\\u0000',
  '\\n',
  '\\/',
  '\\"',
  '\\\\',
  '\\b\\f\\r\\t',
  'ü',
  '😀',
  '\u007f',
  '\u2028',
  '{"',
  '[,',
];
/** What strings may not hold, or holds no longer where one character is lost. */
const brokenPieces = ['\\ud83d', '\\uDE00', '\\x41', '\\u12', '\\u12g4', '\\', '\n', '\0', '\u001f', "\\'", '\\U0041'];
const numbers = [
  '0',
  '-0',
  '7',
  '-7',
  '10',
  '9007199254740991',
  '9007199254740992',
  '1.5',
  '-0.0',
  '1e3',
  '1E+3',
  '0e-0',
  '1e400',
  '100000000000000000000',
];
const brokenNumbers = ['01', '-', '+1', '.5', '1.', '1e', '1e+', '0x1', '-01', '1.e1', 'NaN', 'Infinity', '--1', '1.5.1'];
const brokenWords = ['True', 'nul', 'nulll', 'undefined', "'a'", 'truefalse'];
const spaces = ['', '', '', ' ', '\t', '\r\n', '  \n'];
const marks = ['{', '}', '[', ']', ':', ',', '"', '\\', '0', '-', 'e', '.', 'true', 'null', '"cmd":', ',,', '""'];
const brokenSpaces = ['\u00a0', '\f', '\v', '/**/', '\ufeff'];

const string = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .tuple(fc.string({ maxLength: 6 }), fc.constantFrom(...spellings))
          .map(([text, spell]) => spelled(text, spell)),
      },
      { weight: 2, arbitrary: fc.constantFrom(...oddPieces) },
      { weight: 1, arbitrary: fc.nat({ max: 40 }).map((one) => (one === 0 ? '\\ud83d' : '')) },
    ),
    { maxLength: 4 },
  )
  .map((pieces) => `"${pieces.join('')}"`);

const name = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...spellings))
      .map(([text, spell]) => `"${spelled(text, spell)}"`),
  },
  { weight: 1, arbitrary: string },
);
const space = fc.constantFrom(...spaces);

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(string, fc.constantFrom(...numbers), fc.constantFrom('true', 'false', 'null')),
    fc
      .tuple(fc.array(tie('value'), { maxLength: 4 }), space)
      .map(([items, gap]) => `[${gap}${items.join(`${gap},${gap}`)}${gap}]`),
    fc.tuple(fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }), space).map(([members, gap]) => objectText(members, gap)),
    fc.nat({ max: 30 }).map((less) => `${'['.repeat(515 - less)}${']'.repeat(515 - less)}`),
  ),
}));

const object = fc
  .tuple(fc.array(fc.tuple(name, value), { maxLength: 8 }), space)
  .map(([members, gap]) => objectText(members, gap));

const piece = fc.constantFrom(
  ...marks,
  ...brokenPieces,
  ...brokenNumbers,
  ...brokenWords,
  ...brokenSpaces,
  ...spaces,
  ...numbers,
);
const invalidBytes = ['\xff', '\xc3', '\xc0\xaf', '\xed\xa0\x80', '\xf4\x90\x80\x80', '\xe2\x82', '\x80', '\xef\xbb\xbf'];

/** One place of a text that is changed: so many bytes out, these in. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat({ max: 3 }),
  inserted: fc.oneof(
    { weight: 6, arbitrary: piece.map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.constantFrom(...invalidBytes).map((text) => Buffer.from(text, 'latin1')) },
    { weight: 2, arbitrary: fc.constant(Buffer.alloc(0)) },
  ),
});

/** JSON objects, and what is left of them after some changes. */
export const jsonTexts: fc.Arbitrary<Buffer> = fc
  .tuple(object, fc.oneof(fc.constant([]), fc.array(change, { maxLength: 2 })))
  .map(([text, changes]) => changes.reduce<Buffer>((bytes, each) => spliced(bytes, each), Buffer.from(text)));

/** A call that the panel carries out, with such a text in a field that it does not use. */
export const jsonCalls: fc.Arbitrary<Buffer> = jsonTexts.map((text) =>
  Buffer.concat([
    Buffer.from('{"access_key":"AKIDAKIDAKIDAKIDAKID","secret_key":"0123456789012345678901234567890123456789","z":'),
    text,
    Buffer.from(',"cmd":"v-list-users"}'),
  ]),
);

function spelled(text: string, spell: (char: string) => string): string {
  return text.replaceAll(/[^]/g, (char) => (/["\\\u0000-\u001f]/.test(char) ? JSON.stringify(char).slice(1, -1) : spell(char)));
}

function objectText(members: readonly (readonly [string, string])[], gap: string): string {
  return `${gap}{${gap}${members.map(([key, member]) => `${key}${gap}:${gap}${member}`).join(`${gap},${gap}`)}${gap}}${gap}`;
}

function spliced(
  bytes: Buffer,
  { at, removed, inserted }: { readonly at: number; readonly removed: number; readonly inserted: Buffer },
): Buffer {
  const from = Math.floor(at * (bytes.length + 1));
  return Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(from + removed)]);
}
