import type { ByteString } from '../../src/domain/call/call.ts';
import type { SentField } from './call-generator.ts';
import type { Random } from './random.ts';

/** Writes `application/x-www-form-urlencoded` in one of the spellings that clients have. */
export function writeForm(random: Random, fields: readonly SentField[]): ByteString {
  const encode = random.pick(spellings);
  const pairs = fields.map(({ name, text }) => {
    const encodedName = random.once(60) ? everything(name) : name;
    return text === '' && random.once(4) ? encodedName : `${encodedName}=${encode(text)}`;
  });
  const separator = random.once(20) ? '&&' : '&';
  return (random.once(40) ? '&' : '') + pairs.join(separator) + (random.once(40) ? '&' : '');
}

/** Every byte percent-encoded. */
function everything(text: ByteString): ByteString {
  return Buffer.from(text, 'latin1').toString('hex').replace(/../g, '%$&');
}

const escape = (char: string): string => everything(char).toUpperCase();

const spellings = [
  everything,
  (text: ByteString) => text.replace(/[^0-9A-Za-z_.~-]/g, escape),
  (text: ByteString) => text.replace(/[^0-9A-Za-z_.~ -]/g, escape).replaceAll(' ', '+'),
  (text: ByteString) => text.replace(/[^0-9A-Za-z_.~ -]/g, everything).replaceAll(' ', '+'),
  // What need not be escaped is not: `=`, `;`, control characters, bytes above 127, and a `%` that begins no escape.
  (text: ByteString) => text.replace(/[&+]|%(?=[0-9A-Fa-f]{2})/g, escape),
] as const;
