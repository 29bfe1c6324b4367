import { type ByteString, type Call, type Credential, makeTmpFile } from '../../domain/call/call.ts';
import type { Denial } from '../../domain/call/denial.ts';
import { Secret } from '../../domain/secret.ts';
import { asksForExitCode } from './asks-for-exit-code.ts';
import { argNames, type FieldName, type Fields } from './fields.ts';
import { readFields } from './read-fields.ts';
import { wholeCall } from './reading-scope.ts';
import { trim } from '../text/trim.ts';

/**
 * What a body asks for, or why it cannot be read. `returncode`: the client wants the bare exit code, also of a refusal; undefined where that
 * is not known.
 */
export type CallReading =
  | { readonly kind: 'call'; readonly call: Call; readonly returncode: boolean }
  | { readonly kind: 'denial'; readonly denial: Denial; readonly returncode: boolean | undefined };

const noData: Denial = { reason: 'no_data', allowPost: false };
const fieldsOfAnyCall: readonly FieldName[] = ['returncode', 'cmd', ...argNames];
const maxFileNameBytes = 255;

/** Reads the body of a request to the API as the panel would, and refuses what the panel could read differently. */
export function readCall(contentType: string | undefined, body: Buffer): CallReading {
  const reading = readFields(contentType, body, wholeCall);
  if (reading === undefined) return { kind: 'denial', denial: noData, returncode: false };
  const returncode = asksForExitCode(reading);
  const call = reading.fault === undefined ? callOf(reading.fields) : invalid(reading.fault);
  return 'reason' in call
    ? { kind: 'denial', denial: call, returncode }
    : { kind: 'call', call, returncode: returncode === true };
}

function callOf(fields: Fields): Call | Denial {
  const credential = credentialOf(fields);
  if ('reason' in credential) return credential;
  const texts = trimmedTexts(fields, fieldsOfAnyCall);
  if ('reason' in texts) return texts;
  const cmd = ownText(texts.get('cmd') ?? '');
  const command = cmd === '0' ? '' : cmd;
  const args = command === makeTmpFile ? tmpFileArgs(texts) : argsOf(texts);
  return 'reason' in args ? args : { credential, command, ...args, returncode: returncodeOf(fields) };
}

type Texts = ReadonlyMap<FieldName, ByteString>;

/** Each is trimmed once: it may be a megabyte of blanks. The denial is for the first field that is unusable; others than these are not asked. */
function trimmedTexts(fields: Fields, used: readonly FieldName[]): Texts | Denial {
  const texts = new Map<FieldName, ByteString>();
  for (const name of used) {
    const value = fields.get(name);
    if (value === undefined) continue;
    if ('fault' in value) return invalid(`${name} ${value.fault}`);
    const text = trim(value.text);
    if (text.includes('\0')) return holdsNul(name);
    texts.set(name, text);
  }
  return texts;
}

/** The precedence is the panel's: a whole access key first, then an API key, then user and password. */
function credentialOf(fields: Fields): Credential | Denial {
  if (fields.has('access_key')) {
    const texts = trimmedTexts(fields, ['access_key', 'secret_key']);
    if ('reason' in texts) return texts;
    const secret = texts.get('secret_key');
    if (secret !== undefined) return accessKey(texts.get('access_key') ?? '', secret);
  } else {
    const [, id, secret] = /^([^]{20}):([^]{40})$/.exec(textOf(fields, 'hash') ?? '') ?? [];
    if (id !== undefined && secret !== undefined) return accessKey(trim(id), trim(secret));
  }
  if (!fields.has('user') && !fields.has('hash')) return noData;
  return deprecatedCredentialOf(fields);
}

function accessKey(id: ByteString, secret: ByteString): Credential {
  return { kind: 'access-key', id: ownText(id), secret: new Secret(secret) };
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
function argsOf(texts: Texts): Pick<Call, 'args' | 'gapAt'> {
  const args: ByteString[] = [];
  let missing: number | undefined;
  let gapAt: number | undefined;
  let position = 0;
  for (const name of argNames) {
    position += 1;
    const text = texts.get(name);
    if (text === undefined) missing ??= position;
    else {
      gapAt = missing;
      args.push(text);
    }
  }
  return { args, gapAt };
}

/** The one command that goes by names: CONTENT is arg1, NAME is arg2. */
function tmpFileArgs(texts: Texts): Pick<Call, 'args'> | Denial {
  const name = texts.get('arg2') ?? '';
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (base === '' || base === '.' || base === '..' || base.length > maxFileNameBytes) {
    return invalid(`arg2 of ${makeTmpFile} is no file name`);
  }
  return { args: [texts.get('arg1') ?? '', name] };
}

function returncodeOf(fields: Fields): Call['returncode'] {
  const text = textOf(fields, 'returncode');
  if (text === undefined) return undefined;
  return text === 'yes' ? 'yes' : 'no';
}

/** The first of these fields, none of which is trimmed, that is unusable. */
function faultOf(fields: Fields, used: readonly FieldName[]): Denial | undefined {
  for (const name of used) {
    const value = fields.get(name);
    if (value === undefined) continue;
    if ('fault' in value) return invalid(`${name} ${value.fault}`);
    if (value.text.includes('\0')) return holdsNul(name);
  }
  return undefined;
}

function textOf(fields: Fields, name: FieldName): ByteString | undefined {
  const value = fields.get(name);
  return value !== undefined && 'text' in value ? value.text : undefined;
}

function holdsNul(name: FieldName): Denial {
  return invalid(`${name} holds a NUL byte`);
}

function invalid(what: string): Denial {
  return { reason: 'field_invalid', what };
}
