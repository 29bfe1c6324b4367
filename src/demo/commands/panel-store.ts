import type { DemoKey } from './demo-keys.ts';
import type { DemoProfile } from './demo-profiles.ts';

/** What the panel lists of itself. */
interface ListedAccess {
  readonly keys: readonly DemoKey[];
  readonly profiles: readonly DemoProfile[];
  readonly rootUser: string;
}

/** A user of the demo panel with all its objects. */
export interface PanelUser {
  readonly name: string;
  readonly fullName: string;
  readonly email: string;
  readonly isSuspended: boolean;
  readonly webDomains: Map<string, WebDomain>;
  /** Accounts by name, by domain. */
  readonly mailDomains: Map<string, Map<string, MailAccount>>;
  /** Records by domain. */
  readonly dnsDomains: Map<string, readonly DnsRecord[]>;
}

interface WebDomain {
  readonly ip: string;
  readonly createdAt: string;
}

export interface MailAccount {
  readonly quota: string;
  readonly password: string;
}

export interface DnsRecord {
  readonly id: number;
  readonly record: string;
  readonly type: string;
  readonly value: string;
  readonly priority: string;
}

/** Told of every user that was added or changed, and of the names of those that are gone. */
interface UserListener {
  readonly saved: (user: PanelUser) => void;
  readonly removed: (name: string) => void;
}

/** What the demonstration's panel knows, in memory. */
export class PanelStore {
  readonly #users = new Map<string, PanelUser>();
  /** By name, without `/tmp/`. */
  readonly tmpFiles = new Map<string, string>();
  access: ListedAccess = { keys: [], profiles: [], rootUser: '' };
  #listener: UserListener | undefined;

  constructor(users: readonly PanelUser[]) {
    for (const user of users) this.#users.set(user.name, user);
  }

  listen(listener: UserListener): void {
    this.#listener = listener;
  }

  users(): readonly PanelUser[] {
    return [...this.#users.values()];
  }

  user(name: string): PanelUser | undefined {
    return this.#users.get(name);
  }

  save(user: PanelUser): void {
    this.#users.set(user.name, user);
    this.#listener?.saved(user);
  }

  remove(name: string): void {
    this.#users.delete(name);
    this.#listener?.removed(name);
  }
}

export function newUser(name: string, fullName: string, email: string): PanelUser {
  return { name, fullName, email, isSuspended: false, webDomains: new Map(), mailDomains: new Map(), dnsDomains: new Map() };
}

/** The users with which the demonstration begins. */
export function demoUsers(): readonly PanelUser[] {
  const alice = newUser('alice', 'Alice Example', 'alice@example.test');
  alice.webDomains.set('alice.test', { ip: '192.0.2.10', createdAt: '2026-01-01' });
  alice.mailDomains.set('alice.test', new Map([['info', { quota: '500', password: 'x' }]]));
  alice.dnsDomains.set('alice.test', [{ id: 1, record: '@', type: 'A', value: '192.0.2.10', priority: '' }]);
  const bob = newUser('bob', 'Bob Example', 'bob@example.test');
  bob.mailDomains.set('bob.test', new Map([['sales', { quota: '250', password: 'x' }]]));
  return [
    newUser('admin', 'System Administrator', 'admin@example.test'),
    alice,
    bob,
    { ...newUser('carol', 'Carol Example', 'carol@example.test'), isSuspended: true },
  ];
}
