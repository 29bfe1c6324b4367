import type { ByteString } from '../../src/domain/call/call.ts';
import type { SentField } from './call-generator.ts';
import type { Random } from './random.ts';

export interface MultipartBody {
  readonly contentType: string;
  readonly text: ByteString;
}

/** Writes `multipart/form-data` as curl, browsers and HTTP libraries do. */
export function writeMultipart(random: Random, fields: readonly SentField[]): MultipartBody {
  const chosen = random.pick(boundaries)(random);
  const boundary = fields.some((field) => field.text.includes(chosen)) ? random.text(alphanumeric, 40) : chosen;
  const writePart = random.pick(partStyles);
  const parts = fields.map((field) => `--${boundary}\r\n${writePart(field.name)}\r\n\r\n${field.text}\r\n`);
  const type = random.pick(['multipart/form-data; boundary=', 'multipart/form-data;boundary=', 'Multipart/Form-Data; Boundary=']);
  const written = /^[0-9A-Za-z'+_.-]+$/.test(boundary) && !random.once(4) ? boundary : `"${boundary}"`;
  return { contentType: type + written, text: `${parts.join('')}--${boundary}--\r\n` };
}

const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const boundaries = [
  (random: Random) => `------------------------${random.text('0123456789abcdef', 16)}`,
  (random: Random) => `----WebKitFormBoundary${random.text(alphanumeric, 16)}`,
  (random: Random) => random.text('0123456789abcdef', 32),
  (random: Random) => `=_${random.text(alphanumeric, 20)}:1/2?`,
  () => 'X',
] as const;

const partStyles = [
  (name: string) => `Content-Disposition: form-data; name="${name}"`,
  (name: string) => `content-disposition: form-data; name="${name}"\r\nContent-Type: text/plain; charset=utf-8`,
  (name: string) => `Content-Type: text/plain\r\nContent-Disposition: form-data; name="${name}"`,
  (name: string) => `Content-Disposition: form-data; name="${name}"\r\nContent-Length: 3`,
] as const;
