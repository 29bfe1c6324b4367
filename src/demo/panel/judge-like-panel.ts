import { isAccessKeyId, isCommandName, isSecretKey } from '../../domain/call/bounds.ts';
import type { Call, Credential } from '../../domain/call/call.ts';
import { digestsEqual, type Secret } from '../../domain/secret.ts';
import { findDemoCommand } from '../commands/command-table.ts';
import type { DemoKey } from '../commands/demo-keys.ts';
import type { DemoProfile } from '../commands/demo-profiles.ts';
import type { PanelStore } from '../commands/panel-store.ts';

/** Who may do what at the panel. */
export interface PanelAccess {
  readonly keys: readonly DemoKey[];
  readonly profiles: readonly DemoProfile[];
  readonly apiKey: Secret;
  readonly rootUser: string;
  readonly rootPassword: Secret;
}

/** The API's own refusal. */
export interface ApiError {
  readonly status: number;
  readonly exitCode: number;
  readonly text: string;
}

/** What the panel itself objects to, in its own words and order. It asks again what the gateway has asked: both doors are closed. */
export function judgeLikePanel(call: Call, access: PanelAccess, store: PanelStore): ApiError | undefined {
  if (call.command === '') return { status: 422, exitCode: 2, text: 'Command not provided' };
  if (!isCommandName(call.command)) return { status: 422, exitCode: 2, text: `${call.command} command invalid` };
  if (call.credential.kind !== 'access-key') return judgeDeprecated(call.credential, access);
  return judgeAccessKey(call, call.credential, { access, store });
}

function judgeDeprecated(credential: Exclude<Credential, { kind: 'access-key' }>, access: PanelAccess): ApiError | undefined {
  if (credential.kind === 'api-key') return isSame(credential.key, access.apiKey) ? undefined : loginFailed;
  if (credential.user !== access.rootUser) return { ...loginFailed, exitCode: 10 };
  return isSame(credential.password, access.rootPassword) ? undefined : loginFailed;
}

const loginFailed: ApiError = { status: 401, exitCode: 9, text: 'authentication failed' };

interface Judging {
  readonly access: PanelAccess;
  readonly store: PanelStore;
}

function judgeAccessKey(
  call: Call,
  credential: Extract<Credential, { kind: 'access-key' }>,
  judging: Judging,
): ApiError | undefined {
  const { id, secret } = credential;
  if (id === '' || secret.byteLength === 0) return unauthorised(9, 'Authentication failed');
  if (!secret.matches(/^[^]{40}$/) || !isSecretKey(secret.reveal())) return unauthorised(9, 'invalid secret_access_key format');
  const key = judging.access.keys.find((known) => known.id === id);
  if (!isAccessKeyId(id) || key === undefined) return unauthorised(9, `key ${id} doesn't exist`);
  if (!isSame(secret, key.secret)) return unauthorised(9, `Invalid secret key for key ${id}`);
  const user = judging.store.user(key.user);
  if (user === undefined) return unauthorised(9, `user ${key.user} doesn't exist`);
  if (user.isSuspended) return unauthorised(5, `user ${key.user} is suspended`);
  return judgePermission(call, key, judging.access);
}

function judgePermission(call: Call, key: DemoKey, { profiles, rootUser }: PanelAccess): ApiError | undefined {
  const command = findDemoCommand(call.command);
  if (command === undefined) return unauthorised(10, `Command ${call.command} not found`);
  const isRoot = key.user === rootUser;
  if (!(isRoot && key.permissions === '') && !listsCommand(key, call.command, profiles)) {
    return unauthorised(10, `Key ${key.id} don't have permission to run the command ${call.command}`);
  }
  const userAt = command.options.split(' ').lastIndexOf('USER');
  if (isRoot || userAt === -1 || call.args[userAt] === key.user) return undefined;
  return unauthorised(10, `Key ${key.id} - the "user" argument doesn\\'t match the key\\'s user`);
}

function listsCommand(key: DemoKey, command: string, profiles: readonly DemoProfile[]): boolean {
  const named = key.permissions.split(',');
  return profiles.some(({ name, commands }) => named.includes(name) && commands.split(',').includes(command));
}

function unauthorised(exitCode: number, text: string): ApiError {
  return { status: 401, exitCode, text };
}

function isSame(claimed: Secret, held: Secret): boolean {
  return digestsEqual(claimed.digest(), held.digest());
}
