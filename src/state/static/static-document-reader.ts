import { AddressSet, faultOfRange } from '../../domain/address/address-set.ts';
import {
  type AccessKey,
  type AllowedAddresses,
  type ApiSwitches,
  type Command,
  type Profile,
  type UserStatus,
} from '../../domain/panel/panel-state.ts';
import { printableText } from '../../hestia/text/printable-text.ts';
import { isUserName } from '../../hestia/files/user-file.ts';
import { documentVersion, type PanelDocument, unreadableKinds } from './panel-document.ts';
import {
  accessKeyEntry,
  commandEntry,
  digestExpected,
  type EntryReader,
  isDigestText,
  profileEntry,
  userEntry,
  userExpected,
} from './static-entries.ts';
import { pathBelow, fieldsAt, kindOf, knownFieldsAt, StaticFaults, textsAt } from './static-faults.ts';
import { StaticUnreadable } from './static-unreadable.ts';

const headFields: ReadonlySet<string> = new Set(['version', 'lines', 'writtenAt', 'api', 'allowedAddresses', 'rootUser']);
const sections: ReadonlySet<string> = new Set(['accessKeys', 'profiles', 'users', 'commands', 'apiKeySha256', 'unreadable']);
const allFields: ReadonlySet<string> = new Set([...headFields, ...sections]);
const apiFields: ReadonlySet<string> = new Set(['accessKeys', 'deprecated']);
const nobody: AllowedAddresses = Object.freeze({ everyone: false, set: AddressSet.empty });

/** Reads a static file strictly: whatever is missing, unknown, of another type or there twice is a fault. */
export class StaticDocumentReader {
  readonly faults = new StaticFaults();
  readonly #accessKeys = new Map<string, AccessKey>();
  readonly #profiles = new Map<string, Profile>();
  readonly #users = new Map<string, UserStatus>();
  readonly #commands = new Map<string, Command>();
  readonly #apiKeyDigests = new Set<string>();
  #api: ApiSwitches = Object.freeze({ accessKeys: 'off', deprecated: false });
  #allowedAddresses = nobody;
  #rootUser: string | undefined;
  #writtenAtMs: number | undefined;
  /** Keys with everything, by where they stand: whose they are. */
  readonly #withEverything = new Map<string, string>();
  #hasCommands = false;
  #hasApiKeys = false;
  readonly #unreadable = new StaticUnreadable();

  /** The file's head; a file that is written by hand has all of its sections in it. */
  addHead(value: unknown): void {
    const fields = knownFieldsAt(value, { path: '', known: allFields }, this.faults);
    if (fields === undefined) return;
    if (fields.get('version') !== documentVersion) this.faults.add('version', `expected ${documentVersion}`);
    this.#readApi(fields.get('api'));
    this.#readAddresses(fields.get('allowedAddresses'));
    this.#readRootUser(fields.get('rootUser'));
    this.#readWrittenAt(fields.get('writtenAt'));
    this.#addSections(fields, '');
  }

  /** A line after the head. */
  addLine(value: unknown, place: string): void {
    const fields = knownFieldsAt(value, { path: place, known: sections }, this.faults);
    if (fields !== undefined) this.#addSections(fields, `${place} `);
  }

  /** Undefined when there are faults. */
  document(): PanelDocument | undefined {
    this.#judgeUnreadable();
    this.#judgeEverything();
    if (this.faults.any) return undefined;
    const commands = this.#hasCommands ? this.#commands : undefined;
    const facts = Object.freeze({
      api: this.#api,
      allowedAddresses: this.#allowedAddresses,
      rootUser: this.#rootUser,
      accessKeys: this.#accessKeys,
      profiles: this.#profiles,
      users: this.#users,
      apiKeyDigests: this.#apiKeyDigests,
      commands,
      unknown: this.#unreadable.unknowns(this.#hasApiKeys),
    });
    return { facts, writtenAtMs: this.#writtenAtMs, hasUnreadableApiKeys: this.#unreadable.hasApiKeys };
  }

  #judgeUnreadable(): void {
    const read = { accessKeys: this.#accessKeys, profiles: this.#profiles, users: this.#users, commands: this.#commands };
    for (const kind of unreadableKinds) {
      for (const name of this.#unreadable.names[kind])
        if (read[kind].has(name)) this.faults.add(pathBelow(`unreadable.${kind}`, name), `is in ${kind}, too; leave one`);
    }
  }

  #judgeEverything(): void {
    if (this.#unreadable.hasRootUser && this.#rootUser !== undefined)
      this.faults.add('unreadable.rootUser', 'rootUser is there, too; leave one');
    if (this.#unreadable.hasRootUser) return;
    for (const [path, user] of this.#withEverything) {
      if (user === this.#rootUser) continue;
      this.faults.add(`${path}.everything`, "only a key of the root user may have it: user must equal the file's rootUser");
    }
  }

  #addSections(fields: ReadonlyMap<string, unknown>, prefix: string): void {
    for (const [name, value] of fields) {
      const path = prefix + name;
      if (name === 'accessKeys') this.#addKeys(value, path);
      if (name === 'profiles') this.#addEntries(this.#profiles, { value, path }, profileEntry);
      if (name === 'users') this.#addEntries(this.#users, { value, path }, userEntry);
      if (name === 'apiKeySha256') this.#addApiKeys(value, path);
      if (name === 'unreadable') this.#unreadable.add(value, path, this.faults);
      if (name !== 'commands') continue;
      this.#hasCommands = true;
      this.#addEntries(this.#commands, { value, path }, commandEntry);
    }
  }

  #addKeys(value: unknown, path: string): void {
    this.#addEntries(this.#accessKeys, { value, path }, (entry, faults) => {
      const key = accessKeyEntry(entry, faults);
      if (key?.permissions.kind === 'everything') this.#withEverything.set(entry.path, key.user);
      return key;
    });
  }

  #addEntries<Value>(
    into: Map<string, Value>,
    { value, path }: { readonly value: unknown; readonly path: string },
    read: EntryReader<Value>,
  ): void {
    for (const [name, entry] of fieldsAt(value, path, this.faults) ?? []) {
      const entryPath = pathBelow(path, name);
      if (into.has(name)) this.faults.add(entryPath, 'is there twice; leave one');
      const found = read({ name, value: entry, path: entryPath }, this.faults);
      if (found !== undefined) into.set(name, found);
    }
  }

  #addApiKeys(value: unknown, path: string): void {
    this.#hasApiKeys = true;
    for (const digest of textsAt(value, path, this.faults) ?? []) {
      if (!isDigestText(digest)) this.faults.add(path, digestExpected);
      else if (this.#apiKeyDigests.has(digest)) this.faults.add(path, 'a digest is there twice; leave one');
      else this.#apiKeyDigests.add(digest);
    }
  }

  #readApi(value: unknown): void {
    const fields = knownFieldsAt(value, { path: 'api', known: apiFields }, this.faults);
    const accessKeys = fields?.get('accessKeys');
    const deprecated = fields?.get('deprecated');
    if (fields === undefined) return;
    if (accessKeys !== 'off' && accessKeys !== 'root' && accessKeys !== 'all') {
      this.faults.add('api.accessKeys', 'expected off, root or all');
    } else if (typeof deprecated !== 'boolean')
      this.faults.add('api.deprecated', `expected true or false, found ${kindOf(deprecated)}`);
    else this.#api = Object.freeze({ accessKeys, deprecated });
  }

  #readAddresses(value: unknown): void {
    if (value === 'allow-all') {
      this.#allowedAddresses = Object.freeze({ everyone: true });
      return;
    }
    if (!Array.isArray(value)) {
      this.faults.add('allowedAddresses', `expected allow-all or a list of addresses, found ${kindOf(value)}`);
      return;
    }
    const texts = textsAt(value, 'allowedAddresses', this.faults) ?? [];
    const bad = texts.filter((text) => faultOfRange(text) !== undefined);
    for (const text of bad)
      this.faults.add('allowedAddresses', `"${printableText(text)}" is neither an address nor a CIDR range`);
    if (bad.length === 0) this.#allowedAddresses = Object.freeze({ everyone: false, set: AddressSet.of(texts) });
  }

  #readRootUser(value: unknown): void {
    if (value === undefined) return;
    if (typeof value === 'string' && isUserName(value)) this.#rootUser = value;
    else this.faults.add('rootUser', userExpected);
  }

  #readWrittenAt(value: unknown): void {
    if (value === undefined) return;
    const ms =
      typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(ms)) this.faults.add('writtenAt', 'expected a time in UTC such as 2026-01-31T10:00:00Z');
    else this.#writtenAtMs = ms;
  }
}
