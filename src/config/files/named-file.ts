import type { AddressListName } from '../../domain/policy/settings.ts';

/** A file or folder that the configuration names, and what the gateway does with it. */
export interface NamedFile {
  /** `store.redis.caFile`. */
  readonly setting: string;
  readonly path: string;
  readonly use: FileUse;
  /** Where it cannot be used: the gateway does not start, or it starts and goes on without. */
  readonly without: 'no-start' | 'start';
  /** What to change where it does not exist; undefined: the path in the configuration. */
  readonly missing?: string;
}

export type FileUse =
  /** The configuration itself, which has been read. */
  | 'configuration'
  /** A list of addresses. */
  | `list ${AddressListName}`
  /** Read as it is. */
  | 'read'
  /** Holds a key of TLS. */
  | 'key'
  | 'token'
  | 'tokens'
  | 'redis-password'
  | 'access-key'
  | 'notice-secret'
  /** A folder of files that are read. */
  | 'folder'
  /** A folder in which files are written. */
  | 'own-folder'
  /** Lines are added to it, and it is made where it is missing. */
  | 'log'
  /** A Unix socket, which is made. */
  | 'socket'
  /** A Unix socket that a service manager makes and hands over; whoever may connect to it is believed. */
  | 'handed-socket';
