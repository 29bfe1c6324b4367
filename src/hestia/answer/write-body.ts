import type { ByteString, Call, Credential } from '../../domain/call/call.ts';

const plain = /^[A-Za-z0-9_.~-]*$/;
const hexDigits = Buffer.from('0123456789ABCDEF', 'latin1');
const percent = 0x25;

/**
 * The body of the panel's request, `application/x-www-form-urlencoded`: the winning credential, `returncode` when the client sent it,
 * `cmd`, and the arguments in the order in which they run. Every byte but `[A-Za-z0-9_.~-]` is written as `%XX`.
 *
 * @throws RangeError when a value is no byte string: it could only be written as other bytes than those that were checked
 */
export function writeBody(call: Call): Buffer {
  const fields = credentialFields(call.credential);
  if (call.returncode !== undefined) fields.push(`returncode=${call.returncode}`);
  fields.push(`cmd=${encode(call.command)}`);
  for (const [index, arg] of call.args.entries()) fields.push(`arg${index + 1}=${encode(arg)}`);
  return Buffer.from(fields.join('&'), 'latin1');
}

function credentialFields(credential: Credential): string[] {
  switch (credential.kind) {
    case 'access-key':
      return [`access_key=${encode(credential.id)}`, `secret_key=${encode(credential.secret.reveal())}`];
    case 'api-key':
      return [`hash=${encode(credential.key.reveal())}`];
    case 'password':
      return [`user=${encode(credential.user)}`, `password=${encode(credential.password.reveal())}`];
  }
}

function encode(value: ByteString): string {
  if (plain.test(value)) return value;
  const encoded = Buffer.allocUnsafe(value.length * 3);
  let length = 0;
  for (let at = 0; at < value.length; at += 1) {
    const byte = value.charCodeAt(at);
    if (byte > 0xff) throw new RangeError('a value of the call is no byte string: expected one character a byte');
    length = isPlain(byte) ? encoded.writeUInt8(byte, length) : writeEscaped(encoded, byte, length);
  }
  return encoded.toString('latin1', 0, length);
}

function writeEscaped(encoded: Buffer, byte: number, at: number): number {
  encoded[at] = percent;
  encoded[at + 1] = hexDigits[byte >>> 4] ?? 0;
  encoded[at + 2] = hexDigits[byte & 0xf] ?? 0;
  return at + 3;
}

function isPlain(byte: number): boolean {
  if (byte >= 0x61) return byte <= 0x7a || byte === 0x7e;
  if (byte >= 0x41) return byte <= 0x5a || byte === 0x5f;
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e;
}
