import { isAccessKeyId, isCommandName } from '../../domain/call/bounds.ts';
import type { AccessKey, Command, Permissions, Profile, UserStatus } from '../../domain/panel/panel-state.ts';
import { commandOf } from '../../hestia/files/command-options.ts';
import { isUserName } from '../../hestia/files/user-file.ts';
import { kindOf, knownFieldsAt, type StaticFaults, textsAt } from './static-faults.ts';

/** Reads one entry of a section. Undefined: it has a fault, which has been told. */
export type EntryReader<Value> = (entry: Entry, faults: StaticFaults) => Value | undefined;

interface Entry {
  readonly name: string;
  readonly value: unknown;
  readonly path: string;
}

const keyFields: ReadonlySet<string> = new Set(['secretSha256', 'user', 'profiles', 'everything']);
const profileFields: ReadonlySet<string> = new Set(['role', 'commands']);
const commandFields: ReadonlySet<string> = new Set(['userArg', 'reach']);
const digestForm = /^[0-9a-f]{64}$/;

export const isDigestText = (text: unknown): text is string => typeof text === 'string' && digestForm.test(text);
export const digestExpected = "expected a SHA-256 digest, 64 of 0-9 and a-f, as 'hearthgate digest' prints it";

export const accessKeyEntry: EntryReader<AccessKey> = ({ name, value, path }, faults) => {
  if (!isAccessKeyId(name)) return faults.add(path, "expected an access key's id, 20 letters and digits");
  const fields = knownFieldsAt(value, { path, known: keyFields }, faults);
  if (fields === undefined) return undefined;
  const digest = fields.get('secretSha256');
  const user = fields.get('user');
  const permissions = permissionsOf(fields, path, faults);
  if (!isDigestText(digest)) return faults.add(`${path}.secretSha256`, digestExpected);
  if (typeof user !== 'string' || !isUserName(user)) return faults.add(`${path}.user`, userExpected);
  if (permissions === undefined) return undefined;
  return Object.freeze({ id: name, secretDigest: Buffer.from(digest, 'hex'), user, permissions });
};

export const profileEntry: EntryReader<Profile> = ({ value, path }, faults) => {
  const fields = knownFieldsAt(value, { path, known: profileFields }, faults);
  if (fields === undefined) return undefined;
  const role = fields.get('role');
  const commands = textsAt(fields.get('commands'), `${path}.commands`, faults);
  if (role !== 'admin' && role !== 'user') return faults.add(`${path}.role`, 'expected admin or user');
  return commands === undefined ? undefined : Object.freeze({ role, commands: new Set(commands) });
};

export const userEntry: EntryReader<UserStatus> = ({ name, value, path }, faults) => {
  if (!isUserName(name)) return faults.add(path, userExpected);
  return value === 'active' || value === 'suspended' ? value : faults.add(path, 'expected active or suspended');
};

export const commandEntry: EntryReader<Command> = ({ name, value, path }, faults) => {
  if (!isCommandName(name)) return faults.add(path, "expected a command's name");
  const fields = knownFieldsAt(value, { path, known: commandFields }, faults);
  if (fields === undefined) return undefined;
  const userArg = fields.get('userArg');
  const reach = fields.get('reach');
  if (typeof userArg !== 'number' || !Number.isInteger(userArg) || userArg < 0) {
    return faults.add(`${path}.userArg`, 'expected the position of the user argument, counted from 1, or 0 for none');
  }
  if (reach !== undefined && reach !== 'user' && reach !== 'root') return faults.add(`${path}.reach`, 'expected user or root');
  // A file may narrow who runs a command, never widen it: for some commands the user argument does not say whose things they touch.
  return reach === 'root' ? Object.freeze({ userArg, reach }) : commandOf(name, userArg);
};

export const userExpected = "expected a user's name; put one that looks like a number in quotes";

function permissionsOf(fields: ReadonlyMap<string, unknown>, path: string, faults: StaticFaults): Permissions | undefined {
  const everything = fields.get('everything');
  if (fields.has('everything') === fields.has('profiles'))
    return faults.add(path, 'expected either profiles or everything: true');
  if (everything === true) return Object.freeze({ kind: 'everything' });
  if (everything !== undefined) return faults.add(`${path}.everything`, `expected true, found ${kindOf(everything)}`);
  const names = textsAt(fields.get('profiles'), `${path}.profiles`, faults);
  return names === undefined ? undefined : Object.freeze({ kind: 'profiles', names: Object.freeze([...names]) });
}
