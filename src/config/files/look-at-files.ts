import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fileFault } from '../../disk/files/file-fault.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { systemFaultOf } from '../../domain/text/system-fault.ts';
import type { AddressListName } from '../../domain/policy/settings.ts';
import { ConfigurationError } from '../text/configuration-error.ts';
import { readOwnAccessKeyFile } from '../secrets/read-own-access-key-file.ts';
import { readAddressFile } from '../secrets/read-address-file.ts';
import { readNoticeSecretFile } from '../secrets/read-notice-secret-file.ts';
import { readRedisPasswordFile } from '../secrets/read-redis-password-file.ts';
import { readTokens } from '../secrets/token-list.ts';
import { readTokenFile } from '../secrets/read-token-file.ts';
import { StartError } from '../../domain/start-error.ts';
import type { FileUse, NamedFile } from './named-file.ts';
import { lookAtHandedSocket } from '../secrets/look-at-handed-socket.ts';
import { othersMayWrite } from '../secrets/others-may-write.ts';
import { secretAccess } from '../secrets/secret-access.ts';

/** A file that cannot be used as the configuration wants it, or should not be. */
export interface FileRemark {
  /** Those that name the file. */
  readonly settings: readonly string[];
  readonly path: string;
  /** The file, what is the matter and what to change. */
  readonly text: string;
  readonly kind: 'no-start' | 'start' | 'warning';
}

/** Looks whether this process could use each file, and who else could. Changes nothing, and waits for nothing. */
export function lookAtFiles(files: readonly NamedFile[]): readonly FileRemark[] {
  const remarks = new Map<string, FileRemark>();
  for (const file of files) {
    for (const { text, kind } of remarksOn(file)) {
      const key = `${kind} ${text}`;
      const settings = [...(remarks.get(key)?.settings ?? []), file.setting];
      remarks.set(key, { settings: [...new Set(settings)], path: file.path, text, kind });
    }
  }
  return [...remarks.values()];
}

const writing: ReadonlySet<FileUse> = new Set<FileUse>(['own-folder', 'log', 'socket']);

function remarksOn(file: NamedFile): readonly Pick<FileRemark, 'text' | 'kind'>[] {
  const { path, use, without } = file;
  try {
    const warning = look[use](path);
    return warning === undefined ? [] : [{ text: `${path} ${warning}`, kind: 'warning' }];
  } catch (error) {
    return [
      {
        text: textOf(error, file),
        kind: error instanceof StartError ? 'no-start' : without,
      },
    ];
  }
}

/** What is done to a file of each use. Gives a warning, to stand behind its name; throws what it cannot be used for. */
const look: Readonly<Record<FileUse, (path: string) => string | undefined>> = {
  'list allow': listOf('allow'),
  'list deny': listOf('deny'),
  'list neverBan': listOf('neverBan'),
  'list trustedProxies': listOf('trustedProxies'),
  read: (path) => othersMayWrite(path, readBegin(path)),
  configuration: (path) => othersMayWrite(path, statSync(path)),
  key: (path) => {
    const { fault, warning } = secretAccess(path, readBegin(path));
    if (fault !== undefined) throw new StartError('EFILEREFUSED', `${path} ${fault}`);
    return warning;
  },
  token: (path) => {
    readTokenFile(path);
    return secretAccess(path, statSync(path)).warning;
  },
  tokens: (path) => {
    readTokens(path);
    return undefined;
  },
  'redis-password': (path) => {
    readRedisPasswordFile(path);
    return secretAccess(path, statSync(path)).warning;
  },
  'access-key': (path) => {
    readOwnAccessKeyFile(path);
    return secretAccess(path, statSync(path)).warning;
  },
  'notice-secret': (path) => {
    readNoticeSecretFile(path);
    return secretAccess(path, statSync(path)).warning;
  },
  folder: (path) => {
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    // What is in it is looked for by name.
    accessSync(path, constants.X_OK);
    return undefined;
  },
  'own-folder': writeInto,
  log: (path) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) writeInto(dirname(path));
    else if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    else if (found.isSymbolicLink()) throw Object.assign(new Error('a link'), { code: 'ELOOP' });
    else if (!found.isFile() && !found.isCharacterDevice()) throw new Error('it is no ordinary file; name one');
    else accessSync(path, constants.W_OK);
    return undefined;
  },
  socket: (path) => writeInto(dirname(path)),
  'handed-socket': lookAtHandedSocket,
};

function listOf(list: AddressListName): (path: string) => undefined {
  return (path) => {
    readAddressFile(path, list);
    return undefined;
  };
}

function writeInto(folder: string): undefined {
  readdirSync(folder);
  accessSync(folder, constants.W_OK | constants.X_OK);
  return undefined;
}

/** Stats of an ordinary file that can be read; never blocks on a pipe. */
function readBegin(path: string): Stats {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() && !stats.isDirectory()) throw new Error('it is no ordinary file; name one');
    readSync(descriptor, Buffer.alloc(1));
    return stats;
  } finally {
    closeSync(descriptor);
  }
}

function textOf(error: unknown, { path, use, missing }: NamedFile): string {
  if (error instanceof StartError) return error.message;
  if (error instanceof ConfigurationError) return error.line;
  const fault = systemFaultOf(error);
  const deed = writing.has(use) ? 'written' : 'read';
  const what = fileFault(fault, deed, missing) ?? `cannot be ${deed}: ${errorText(error)}`;
  return `${fault.path ?? path} ${what}`;
}
