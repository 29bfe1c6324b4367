import type { ByteString } from '../../src/domain/call/call.ts';
import { generateCall, type SentField } from './call-generator.ts';
import { writeForm } from './form-writer.ts';
import { writeJson } from './json-writer.ts';
import { writeMultipart } from './multipart-writer.ts';
import type { SentBody } from './php-panel.ts';
import type { Random } from './random.ts';

/** The ways in which clients send a call. */
export const bodyKinds = [
  'form',
  'form with a charset',
  'form in upper case',
  'multipart',
  'JSON',
  'JSON as text',
  'JSON without a type',
  'JSON of an unknown type',
  'JSON of a form type',
] as const;

export type BodyKind = (typeof bodyKinds)[number];

export interface GeneratedBody extends SentBody {
  readonly kind: BodyKind;
}

/** A call that the panel carries out, written as a real client may write it. */
export function generateBody(random: Random): GeneratedBody {
  const kind = random.pick(bodyKinds);
  return writeBodyAs(kind, random, generateCall(random, kind.startsWith('JSON')));
}

export function writeBodyAs(kind: BodyKind, random: Random, fields: readonly SentField[]): GeneratedBody {
  const written = writers[kind](random, fields);
  return { kind, contentType: written.contentType, body: Buffer.from(written.text, 'latin1') };
}

interface Written {
  readonly contentType: string | undefined;
  readonly text: ByteString;
}

type Writer = (random: Random, fields: readonly SentField[]) => Written;

const formType = 'application/x-www-form-urlencoded';
const charsets = ['; charset=UTF-8', ';charset=utf-16', '; charset="iso-8859-1"', ', x', ' x'] as const;
const unknownTypes = [
  '--connect-timeout 10',
  'application/octet-stream',
  `"${formType}"`,
  `${formType}x`,
  'multipart/form-data',
  '',
  ';',
] as const;

const writers: Readonly<Record<BodyKind, Writer>> = {
  form: (random, fields) => ({ contentType: formType, text: writeForm(random, fields) }),
  'form with a charset': (random, fields) => ({ contentType: formType + random.pick(charsets), text: writeForm(random, fields) }),
  'form in upper case': (random, fields) => ({
    contentType: 'Application/X-WWW-Form-URLencoded',
    text: writeForm(random, fields),
  }),
  multipart: (random, fields) => writeMultipart(random, fields),
  JSON: (random, fields) => ({
    contentType: random.pick(['application/json', 'application/json; charset=utf-8']),
    text: writeJson(random, fields),
  }),
  'JSON as text': (random, fields) => ({ contentType: 'text/plain;charset=UTF-8', text: writeJson(random, fields) }),
  'JSON without a type': (random, fields) => ({ contentType: undefined, text: writeJson(random, fields) }),
  'JSON of an unknown type': (random, fields) => ({ contentType: random.pick(unknownTypes), text: writeJson(random, fields) }),
  // Without a bare `&` such a body is one field with a strange name.
  'JSON of a form type': (random, fields) => ({
    contentType: formType,
    text: writeJson(random, fields).replaceAll('&', '\\u0026'),
  }),
};
