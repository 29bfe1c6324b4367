import type { ByteString } from '../../src/domain/call/call.ts';
import { bodyKinds, type GeneratedBody, writeBodyAs } from './body-generator.ts';
import { generateCall, type SentField } from './call-generator.ts';
import { writeForm } from './form-writer.ts';
import { bendMultipart } from './odd-multipart.ts';
import type { Random } from './random.ts';

/** A body that two readers may read in two ways: a call with one oddity or several, in its fields, its form or its bytes. */
export function generateOddBody(random: Random): GeneratedBody {
  if (random.once(12)) return polyglot(random);
  const kind = random.pick(bodyKinds);
  let fields = generateCall(random, kind.startsWith('JSON'));
  for (let count = random.int(3); count > 0; count -= 1) fields = random.pick(fieldOddities)(random, fields);
  let sent = writeBodyAs(kind, random, fields);
  if (kind === 'multipart' && !random.once(4)) sent = { ...sent, ...bendMultipart(random, sent) };
  for (let count = random.int(3); count > 0; count -= 1) sent = random.pick(byteOddities)(random, sent);
  return sent;
}

/** A JSON object that is also a form, and says something else there. */
function polyglot(random: Random): GeneratedBody {
  const form = writeForm(random, generateCall(random, true)).replaceAll(/["\\\x00-\x1f\x7f-\xff]/g, '');
  const kind = random.pick(bodyKinds);
  const json = writeBodyAs('JSON', random, generateCall(random, true)).body.toString('latin1');
  const glued = json.replace(/^(\s*\{)/, `$1"z":"&${form.replaceAll('$', '$$$$')}&q=",`);
  return { ...writeBodyAs(kind, random, []), body: Buffer.from(glued, 'latin1') };
}

type FieldOddity = (random: Random, fields: readonly SentField[]) => SentField[];

const names = ['access_key', 'secret_key', 'hash', 'user', 'password', 'returncode', 'cmd', 'arg1', 'arg2', 'arg13'] as const;
const texts = [
  'v-add-user',
  'admin',
  '',
  '0',
  'a\0b',
  '\0',
  "'",
  "x' 'y",
  'é',
  '\xc0\xaf',
  ' x ',
  '1',
  'yes',
  'a'.repeat(300),
] as const;
const literals = [
  '1.5',
  '1e3',
  '-0e1',
  '1E999',
  '9007199254740993',
  '007',
  'TRUE',
  '[]',
  '["x"]',
  '{"a":{}}',
  'null',
  '"\\ud800"',
  '""',
] as const;

const spoiledNames = [
  (name: string) => name.replace('_', '.'),
  (name: string) => name.replace('_', ' '),
  (name: string) => name.replace('_', '['),
  (name: string) => ` ${name}`,
  (name: string) => `${name}[]`,
  (name: string) => `${name}[x`,
  (name: string) => `${name}[x][y]`,
  (name: string) => `${name}]`,
  (name: string) => `[${name}]`,
  (name: string) => `${name}\0`,
  (name: string) => `${name}\0[]`,
  (name: string) => `\t${name}`,
  (name: string) => `${name} `,
  (name: string) => name.toUpperCase(),
  (name: string) => name.replace('arg', 'arg0'),
  (name: string) => `${name}.0`,
] as const;

const fieldOddities: readonly [FieldOddity, ...FieldOddity[]] = [
  (random, fields) => replaceOne(random, fields, ({ name, ...rest }) => ({ ...rest, name: random.pick(spoiledNames)(name) })),
  (random, fields) => replaceOne(random, fields, ({ name }) => ({ name, text: random.pick(texts) })),
  (random, fields) => replaceOne(random, fields, ({ name, text }) => ({ name, text, json: random.pick(literals) })),
  (random, fields) =>
    replaceOne(random, fields, ({ name, text }) => ({ name, text: spliced(random, text, 0, random.pick(texts)) })),
  (random, fields) => fields.toSpliced(random.int(fields.length), 1),
  (random, fields) =>
    withOneMore(random, fields, { name: random.pick(spoiledNames)(random.pick(names)), text: random.pick(texts) }),
  (random, fields) => withOneMore(random, fields, { name: random.pick(names), text: random.pick(texts) }),
  (random, fields) =>
    withOneMore(random, fields, { name: 'z', text: '', json: `${'['.repeat(520)}${']'.repeat(random.pick([519, 520]))}` }),
  (random, fields) => (random.once(50) ? [...junk(990 + random.int(20)), ...fields] : random.shuffle(fields)),
];

function replaceOne(random: Random, fields: readonly SentField[], change: (field: SentField) => SentField): SentField[] {
  const chosen = random.int(fields.length);
  return fields.map((field, index) => (index === chosen ? change(field) : field));
}

function withOneMore(random: Random, fields: readonly SentField[], field: SentField): SentField[] {
  return fields.toSpliced(random.int(fields.length + 1), 0, field);
}

function junk(count: number): SentField[] {
  return Array.from({ length: count }, (_, index) => ({ name: `x${index}`, text: '' }));
}

type ByteOddity = (random: Random, sent: GeneratedBody) => GeneratedBody;

const insertions = [
  ...([
    '&',
    '=',
    '%',
    '%00',
    '%0',
    '%zz',
    '%2561',
    '%C0%AF',
    '%26',
    '%3d',
    '+',
    ';',
    '\0',
    '"',
    '\\',
    '\\u0000',
    '\\ud83d',
    ',',
  ] as const),
  ...([
    '\r\n',
    '\n',
    '\r',
    ' ',
    '\t',
    '\xff',
    '\xef\xbb\xbf',
    '{',
    '}',
    '[',
    ']',
    '&cmd=v-add-user&',
    '&arg1[]=x&',
    '&%61rg2=x&',
  ] as const),
  ...(['","cmd":"v-add-user","q":"', '"access_key":null,', '&access%5Fkey=x&', '\r\n--X\r\n'] as const),
] as const;

const byteOddities: readonly [ByteOddity, ...ByteOddity[]] = [
  (random, sent) => withText(sent, (text) => spliced(random, text, 0, random.pick(insertions))),
  (random, sent) => withText(sent, (text) => spliced(random, text, 1 + random.int(3), '')),
  (random, sent) => withText(sent, (text) => spliced(random, text, 1, random.bytes(1))),
  (random, sent) => withText(sent, (text) => (random.once(3) ? text.slice(0, random.int(text.length + 1)) : text)),
  (random, sent) => withText(sent, (text) => random.pick(insertions) + text),
  (random, sent) => withText(sent, (text) => text + random.pick(insertions)),
  (random, sent) => withText(sent, (text) => spliced(random, text, 0, text.slice(random.int(text.length + 1)).slice(0, 60))),
  (random, sent) => ({ ...sent, contentType: writeBodyAs(random.pick(bodyKinds), random, []).contentType }),
];

function withText(sent: GeneratedBody, change: (text: ByteString) => ByteString): GeneratedBody {
  return { ...sent, body: Buffer.from(change(sent.body.toString('latin1')), 'latin1') };
}

function spliced(random: Random, text: ByteString, removed: number, inserted: ByteString): ByteString {
  const at = random.int(text.length + 1);
  return text.slice(0, at) + inserted + text.slice(at + removed);
}
