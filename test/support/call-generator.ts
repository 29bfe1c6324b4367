import type { ByteString } from '../../src/domain/call/call.ts';
import type { Random } from './random.ts';

/** A field as a client sends it. */
export interface SentField {
  readonly name: ByteString;
  readonly text: ByteString;
  /** What JSON has in place of the text: a number, `true`, `null`. */
  readonly json?: string;
}

/**
 * The fields of a call that the panel carries out, in any order: each kind of credential, also several at once; each form of argument
 * that clients send.
 *
 * @param isUtf8 values are UTF-8, as JSON wants them; otherwise any bytes but NUL
 */
export function generateCall(random: Random, isUtf8: boolean): SentField[] {
  const command = random.once(12) ? 'v-make-tmp-file' : random.pick(commands);
  const fields = [
    ...random.pick(credentials)(random, isUtf8),
    field('cmd', padded(random, command)),
    ...(command === 'v-make-tmp-file' ? tmpFileArguments(random, isUtf8) : commandArguments(random, isUtf8)),
    ...returncode(random),
    ...unknownFields(random),
  ];
  return random.once(3) ? random.shuffle(fields) : fields;
}

const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const whitespace = ' \t\n\r\x0b';
const commands = ['v-list-user', 'v-add-user', 'v-delete-mail-account', 'a-exec', 'V_1', '00', 'x'.repeat(64)] as const;

const field = (name: string, text: ByteString): SentField => ({ name, text });
const keyId = (random: Random): string => random.text(alphanumeric, 20);
const keySecret = (random: Random): string => random.text(`${alphanumeric}_.+/^~=%|-`, 40);
const apiKey = (random: Random): string => random.text(`${alphanumeric}_-`, random.pick([16, 32, 255]));

type CredentialFields = (random: Random, isUtf8: boolean) => SentField[];

const accessKey: CredentialFields = (random) => [
  field('access_key', padded(random, keyId(random))),
  field('secret_key', padded(random, keySecret(random))),
];
const splitHash: CredentialFields = (random) => [field('hash', `${keyId(random)}:${keySecret(random)}`)];
const apiKeyHash: CredentialFields = (random) => {
  const digits = `${1 + random.int(8)}${random.text('0123456789', 15)}`;
  return [random.once(8) ? { name: 'hash', text: digits, json: digits } : field('hash', apiKey(random))];
};
const password: CredentialFields = (random, isUtf8) => [
  field('user', 'admin'),
  ...(random.once(20) ? [] : [field('password', valueOf(random, isUtf8).slice(0, 256))]),
];
const nullKey: CredentialFields = () => [{ name: 'secret_key', text: 'unused' }];
const emptyHash: CredentialFields = (random) => [field('hash', random.pick(['', '0']))];
const halfKey: CredentialFields = (random) => [field('access_key', keyId(random))];
const strayFields: CredentialFields = (random) => [
  field('hash', random.pick(['', 'x', 'a:b'])),
  field('user', 'someone'),
  field('password', ''),
];

const combinations: readonly CredentialFields[][] = [
  [accessKey, strayFields],
  [accessKey, apiKeyHash],
  [splitHash, password],
  [splitHash, nullKey],
  [halfKey, apiKeyHash],
  [halfKey, password],
  [apiKeyHash, password],
  [emptyHash, password],
];

const credentials: readonly [CredentialFields, ...CredentialFields[]] = [
  accessKey,
  splitHash,
  apiKeyHash,
  password,
  ...combinations.map(
    (parts): CredentialFields =>
      (random, isUtf8) =>
        parts.flatMap((part) => part(random, isUtf8)),
  ),
];

function commandArguments(random: Random, isUtf8: boolean): SentField[] {
  const last = random.pick([0, 1, 1, 2, 3, 8, 13]);
  const fields: SentField[] = [];
  for (let position = 1; position <= last; position += 1) {
    if (!random.once(6)) fields.push(argument(random, position, isUtf8));
  }
  return fields;
}

function argument(random: Random, position: number, isUtf8: boolean): SentField {
  const name = `arg${position}`;
  const text = padded(random, valueOf(random, isUtf8));
  return random.once(8)
    ? { name, text, json: random.pick(['true', 'false', 'null', '0', '-0', '-7', '9007199254740991']) }
    : field(name, text);
}

function tmpFileArguments(random: Random, isUtf8: boolean): SentField[] {
  const content = random.once(4)
    ? []
    : [field('arg1', `${valueOf(random, isUtf8)}\n${valueOf(random, isUtf8)}`.repeat(1 + random.int(20)))];
  const folder = random.pick(['', '', '/tmp/', '../']);
  return [
    ...content,
    field('arg2', folder + random.text(`${alphanumeric}.`, 12)),
    ...(random.once(4) ? [field('arg3', '')] : []),
  ];
}

function returncode(random: Random): SentField[] {
  const text = random.pick([undefined, 'yes', 'yes', 'no', 'YES', ' yes', '']);
  return text === undefined ? [] : [field('returncode', text)];
}

function unknownFields(random: Random): SentField[] {
  if (!random.once(3)) return [];
  const name = random.pick([
    'format',
    'hostname',
    'return_code',
    'arg0',
    'arg14',
    'arg19',
    'arg01',
    'CMD',
    'Arg1',
    '__proto__',
    'x[y]',
  ]);
  return [field(name, random.pick(['json', '', 'panel.example.com', 'admin']))];
}

function padded(random: Random, text: ByteString): ByteString {
  if (!random.once(8)) return text;
  return random.text(whitespace, random.int(3)) + text + random.text(whitespace, random.int(3));
}

function valueOf(random: Random, isUtf8: boolean): ByteString {
  if (!isUtf8 && random.once(5)) return random.bytes(random.int(30));
  if (random.once(3)) return random.text('ab1 \'"\\/%+&=;:[]{}<>.,-_\t\n\r$`#?*~|', random.int(24));
  if (random.once(200)) return `${random.text(alphanumeric, 4)} `.repeat(1500);
  return random.pick(values);
}

const utf8 = (text: string): ByteString => Buffer.from(text, 'utf8').toString('latin1');

const values = [
  ...([
    'bob',
    'admin',
    'example.com',
    '',
    '0',
    'yes',
    '--force',
    "O'Brien",
    '%41',
    '100%',
    '%u0061',
    'a=b&cmd=v-x',
    '+',
    '"',
    '\\',
  ] as const),
  ...([
    'first\nsecond\r\nthird',
    '{"cmd":"v-x"}',
    '[1]',
    'null',
    '--X\r\n',
    '@ IN A 192.0.2.1',
    '1e3',
    '&#39;',
    '\u007f',
  ] as const),
  ...([utf8('Zoë'), utf8('пример'), utf8('例え'), utf8('😀'), utf8('\u2028\ufeff\u00a0')] as const),
] as const;
