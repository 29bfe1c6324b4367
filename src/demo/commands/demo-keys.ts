import { randomBytes } from 'node:crypto';
import { Secret } from '../../domain/secret.ts';

/** An access key of the demonstration's own panel. */
export interface DemoKey {
  readonly id: string;
  readonly secret: Secret;
  readonly user: string;
  /** Names of profiles, comma-separated; empty for a key of the root user that may run everything. */
  readonly permissions: string;
}

/** Every credential of the demonstration. Made anew at each start, and worth nothing anywhere else. */
export interface DemoKeys {
  readonly admin: DemoKey;
  readonly billing: DemoKey;
  readonly aliceMail: DemoKey;
  readonly aliceDns: DemoKey;
  readonly aliceWeb: DemoKey;
  /** A profile with ROLE='admin', on a key of a user that is not the root user. */
  readonly aliceBilling: DemoKey;
  readonly bobMail: DemoKey;
  /** Of a user that is suspended. */
  readonly carolMail: DemoKey;
  /** Of a user that does not exist. */
  readonly ghostMail: DemoKey;
  /** Deprecated by the panel: one hash that may do everything. */
  readonly apiKey: Secret;
  /** Deprecated by the panel: the root user's password. */
  readonly adminPassword: Secret;
}

export function createDemoKeys(): DemoKeys {
  return {
    admin: key('DEMOADMIN', 'admin', ''),
    billing: key('DEMOBILLING', 'admin', 'billing'),
    aliceMail: key('DEMOALICEMAIL', 'alice', 'mail-accounts'),
    aliceDns: key('DEMOALICEDNS', 'alice', 'demo-dns'),
    aliceWeb: key('DEMOALICEWEB', 'alice', 'demo-web'),
    aliceBilling: key('DEMOALICEBILLING', 'alice', 'billing'),
    bobMail: key('DEMOBOBMAIL', 'bob', 'mail-accounts'),
    carolMail: key('DEMOCAROLMAIL', 'carol', 'mail-accounts'),
    ghostMail: key('DEMOGHOSTMAIL', 'ghost', 'mail-accounts'),
    apiKey: randomSecret(),
    adminPassword: randomSecret(),
  };
}

/** The access keys among them. */
export function accessKeysOf(keys: DemoKeys): readonly DemoKey[] {
  return [
    keys.admin,
    keys.billing,
    keys.aliceMail,
    keys.aliceDns,
    keys.aliceWeb,
    keys.aliceBilling,
    keys.bobMail,
    keys.carolMail,
    keys.ghostMail,
  ];
}

function key(name: string, user: string, permissions: string): DemoKey {
  return { id: name.padEnd(20, '0'), secret: randomSecret(), user, permissions };
}

/** 30 random bytes are 40 characters in base64. */
function randomSecret(): Secret {
  return new Secret(randomBytes(30).toString('base64url'));
}
