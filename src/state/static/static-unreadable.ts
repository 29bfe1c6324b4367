import { isAccessKeyId, isCommandName } from '../../domain/call/bounds.ts';
import type { Unknowns } from '../../domain/panel/panel-state.ts';
import { isUserName } from '../../hestia/files/user-file.ts';
import { unreadableKinds } from './panel-document.ts';
import { kindOf, knownFieldsAt, type StaticFaults, textsAt } from './static-faults.ts';

type Kind = (typeof unreadableKinds)[number];

const fields: ReadonlySet<string> = new Set([...unreadableKinds, 'apiKeys', 'rootUser']);

const isName: Readonly<Record<Kind, (text: string) => boolean>> = {
  accessKeys: isAccessKeyId,
  commands: isCommandName,
  users: isUserName,
  profiles: () => true,
};

/** The section `unreadable` of a static file: what the panel has, and the writer of the file could not read. */
export class StaticUnreadable {
  readonly names: Readonly<Record<Kind, Set<string>>> = {
    accessKeys: new Set(),
    profiles: new Set(),
    users: new Set(),
    commands: new Set(),
  };
  #apiKeys = false;
  #rootUser = false;

  add(value: unknown, path: string, faults: StaticFaults): void {
    const found = knownFieldsAt(value, { path, known: fields }, faults);
    for (const kind of unreadableKinds) {
      if (found?.has(kind) === true) this.#addNames(kind, { value: found.get(kind), path: `${path}.${kind}` }, faults);
    }
    if (found === undefined) return;
    this.#apiKeys ||= flagAt(found, { name: 'apiKeys', path }, faults);
    this.#rootUser ||= flagAt(found, { name: 'rootUser', path }, faults);
  }

  /** Who the root user is. */
  get hasRootUser(): boolean {
    return this.#rootUser;
  }

  get hasApiKeys(): boolean {
    return this.#apiKeys;
  }

  /** @param tellsApiKeys false: the file has no section of API keys, so that any may exist */
  unknowns(tellsApiKeys: boolean): Unknowns {
    const apiKeys = this.#apiKeys || !tellsApiKeys;
    return Object.freeze({ ...this.names, apiKeys, ...(this.#rootUser && { rootUser: true }) });
  }

  #addNames(kind: Kind, { value, path }: { readonly value: unknown; readonly path: string }, faults: StaticFaults): void {
    const names = textsAt(value, path, faults) ?? [];
    if (!names.every(isName[kind])) return faults.add(path, 'one of the names does not have the form of such a name');
    for (const name of names) this.names[kind].add(name);
  }
}

interface Flag {
  readonly name: string;
  readonly path: string;
}

function flagAt(found: ReadonlyMap<string, unknown>, { name, path }: Flag, faults: StaticFaults): boolean {
  const value = found.get(name);
  if (value !== undefined && value !== true) faults.add(`${path}.${name}`, `expected true, found ${kindOf(value)}`);
  return value === true;
}
