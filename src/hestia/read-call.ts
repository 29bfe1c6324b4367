import { type ByteString, type Call, type Credential, makeTmpFile } from '../domain/call.ts';
import type { Denial } from '../domain/denial.ts';
import { Secret } from '../domain/secret.ts';
import { argNames, type FieldName, type Fields } from './fields.ts';
import { readFields } from './read-fields.ts';
import { wholeCall } from './reading-scope.ts';
import { trim } from './trim.ts';

/** What a body asks for, or why it cannot be read. `returncode`: the client wants the bare exit code, also of a refusal. */
export type CallReading =
  | { readonly kind: 'call'; readonly call: Call; readonly returncode: boolean }
  | { readonly kind: 'denial'; readonly denial: Denial; readonly returncode: boolean };

const noData: Denial = { reason: 'no_data', allowPost: false };
const fieldsOfAnyCall: readonly FieldName[] = ['returncode', 'cmd', ...argNames];
const maxFileNameBytes = 255;

/** Reads the body of a request to the API as the panel would, and refuses what the panel could read differently. */
export function readCall(contentType: string | undefined, body: Buffer): CallReading {
  const reading = readFields(contentType, body, wholeCall);
  if (reading === undefined) return { kind: 'denial', denial: noData, returncode: false };
  const returncode = textOf(reading.fields, 'returncode') === 'yes';
  const call = reading.fault === undefined ? callOf(reading.fields) : invalid(reading.fault);
  return 'reason' in call ? { kind: 'denial', denial: call, returncode } : { kind: 'call', call, returncode };
}

function callOf(fields: Fields): Call | Denial {
  const credential = credentialOf(fields);
  if ('reason' in credential) return credential;
  const fault = faultOf(fields, fieldsOfAnyCall);
  if (fault !== undefined) return fault;
  const cmd = ownText(trim(textOf(fields, 'cmd') ?? ''));
  const command = cmd === '0' ? '' : cmd;
  const args = command === makeTmpFile ? tmpFileArgs(fields) : argsOf(fields);
  return 'reason' in args ? args : { credential, command, args, returncode: returncodeOf(fields) };
}

/** The precedence is the panel's: a whole access key first, then an API key, then user and password. */
function credentialOf(fields: Fields): Credential | Denial {
  if (fields.has('access_key')) {
    const fault = faultOf(fields, ['access_key', 'secret_key']);
    if (fault !== undefined) return fault;
    if (fields.has('secret_key')) return accessKey(textOf(fields, 'access_key') ?? '', textOf(fields, 'secret_key') ?? '');
  } else {
    const [, id, secret] = /^([^]{20}):([^]{40})$/.exec(textOf(fields, 'hash') ?? '') ?? [];
    if (id !== undefined && secret !== undefined) return accessKey(id, secret);
  }
  if (!fields.has('user') && !fields.has('hash')) return noData;
  return deprecatedCredentialOf(fields);
}

function accessKey(id: ByteString, secret: ByteString): Credential {
  return { kind: 'access-key', id: ownText(trim(id)), secret: new Secret(trim(secret)) };
}

/** Names of keys and commands are well below this; what is longer is refused, and never kept. */
const maxNameBytes = 64;

/**
 * A name in memory of its own. What is cut out of a body holds on to all of it, and names are counted by for as long as a ban lasts: a stranger
 * could fill the memory with bodies.
 */
function ownText(text: ByteString): ByteString {
  return text.length > maxNameBytes ? text : Buffer.from(text, 'latin1').toString('latin1');
}

function deprecatedCredentialOf(fields: Fields): Credential | Denial {
  const fault = faultOf(fields, ['hash']);
  if (fault !== undefined) return fault;
  const hash = textOf(fields, 'hash') ?? '';
  if (hash !== '' && hash !== '0') return { kind: 'api-key', key: new Secret(hash) };
  const userFault = faultOf(fields, ['user', 'password']);
  if (userFault !== undefined) return userFault;
  return { kind: 'password', user: textOf(fields, 'user') ?? '', password: new Secret(textOf(fields, 'password') ?? '') };
}

/** Missing arguments leave no gap: the panel runs by order. */
function argsOf(fields: Fields): readonly ByteString[] {
  const args: ByteString[] = [];
  for (const name of argNames) {
    const text = textOf(fields, name);
    if (text !== undefined) args.push(trim(text));
  }
  return args;
}

/** The one command that goes by names: CONTENT is arg1, NAME is arg2. */
function tmpFileArgs(fields: Fields): readonly ByteString[] | Denial {
  const name = trim(textOf(fields, 'arg2') ?? '');
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (base === '' || base === '.' || base === '..' || base.length > maxFileNameBytes) {
    return invalid(`arg2 of ${makeTmpFile} is no file name`);
  }
  return [trim(textOf(fields, 'arg1') ?? ''), name];
}

function returncodeOf(fields: Fields): Call['returncode'] {
  const text = textOf(fields, 'returncode');
  if (text === undefined) return undefined;
  return text === 'yes' ? 'yes' : 'no';
}

/** The first of these fields that is unusable. Fields that the call does not use are not asked. */
function faultOf(fields: Fields, used: readonly FieldName[]): Denial | undefined {
  for (const name of used) {
    const value = fields.get(name);
    if (value === undefined) continue;
    if ('fault' in value) return invalid(`${name} ${value.fault}`);
    if (holdsNul(name, value.text)) return invalid(`${name} holds a NUL byte`);
  }
  return undefined;
}

/** The panel trims some fields, and NUL is among what it trims. */
function holdsNul(name: FieldName, text: ByteString): boolean {
  if (!text.includes('\0')) return false;
  const isTrimmed = name !== 'hash' && name !== 'user' && name !== 'password';
  return !isTrimmed || trim(text).includes('\0');
}

function textOf(fields: Fields, name: FieldName): ByteString | undefined {
  const value = fields.get(name);
  return value !== undefined && 'text' in value ? value.text : undefined;
}

function invalid(what: string): Denial {
  return { reason: 'field_invalid', what };
}
