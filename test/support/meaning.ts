import type { ByteString, Call, CredentialKind } from '../../src/domain/call/call.ts';
import type { PhpReading } from './php-panel.ts';

/** What a call comes to, in a form that can be compared. */
export interface Meaning {
  readonly credential: CredentialKind;
  readonly secrets: readonly ByteString[];
  readonly command: ByteString;
  readonly args: readonly ByteString[];
  readonly returncode: boolean;
}

export function meaningOfCall(call: Call): Meaning {
  return {
    credential: call.credential.kind,
    secrets: secretsOf(call),
    command: call.command,
    args: call.args,
    returncode: call.returncode === 'yes',
  };
}

/** Undefined where PHP reads no call. */
export function meaningOfReading(reading: PhpReading): Meaning | undefined {
  const { credential, argv, sees, returncode } = reading;
  if (reading.fatal !== null || credential === null || argv === null) return undefined;
  const secrets = secretNames[credential].map((name) => sees[name] ?? '');
  return { credential, secrets, command: sees['cmd'] ?? '', args: argv, returncode };
}

export function isSameMeaning(one: Meaning | undefined, other: Meaning): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The fields that a request has which says this and nothing else. */
export function fieldNamesOf(meaning: Meaning): string[] {
  return [...secretNames[meaning.credential], 'cmd', ...meaning.args.map((_, index) => `arg${index + 1}`)];
}

const secretNames: Readonly<Record<CredentialKind, readonly string[]>> = {
  'access-key': ['access_key', 'secret_key'],
  'api-key': ['hash'],
  password: ['user', 'password'],
};

function secretsOf({ credential }: Call): readonly ByteString[] {
  switch (credential.kind) {
    case 'access-key':
      return [credential.id, credential.secret.reveal()];
    case 'api-key':
      return [credential.key.reveal()];
    case 'password':
      return [credential.user, credential.password.reveal()];
  }
}
