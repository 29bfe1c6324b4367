import type { ByteString, Call, Credential } from '../../domain/call/call.ts';
import type { CommandFacts } from '../../domain/panel/command-facts.ts';
import type { ObservedRequest } from '../../domain/gateway/observer.ts';
import { secretBehindDomain } from '../../domain/panel/secret-behind-domain.ts';
import { digestOf, digestsEqual, type Secret } from '../../domain/secret.ts';

/** Stands for a value that may be something else than what belongs there. */
export const notLoggable = '?';

const userForm = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$/;
// Longer ones are no names of the panel's, and a secret key of 40 bytes must not pass for a domain: its last label is letters.
const domainForm = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.)+(?:[A-Za-z]{2,63}|xn--[A-Za-z0-9-]{1,59})$/;
const maxDomainLength = 253;

export function isLoggableUserName(text: string): boolean {
  return userForm.test(text);
}

/**
 * The argument that names the user, undefined where the command has none or it was not given. Told only where it is the key's own user or
 * another that the panel's state knows: a secret in the wrong place may have the form of a name.
 */
export function loggableUserArgument(
  call: Call,
  facts: CommandFacts | undefined,
  { user, knownUsers }: Pick<ObservedRequest, 'user' | 'knownUsers'>,
): string | undefined {
  const isKnown = (text: string): boolean => isLoggableUserName(text) && (text === user || knownUsers?.has(text) === true);
  return toldArgument(call, facts?.toldUserArg, isKnown);
}

/**
 * The argument that names the domain, undefined likewise. Told only where it has the form of a domain, and where no argument is missing that
 * could have moved a secret there.
 */
export function loggableDomainArgument(call: Call, facts: CommandFacts | undefined): string | undefined {
  const isWhole = call.args.length >= (secretBehindDomain.get(call.command) ?? 0);
  return toldArgument(call, facts?.domainArg, (text) => isWhole && isDomainName(text));
}

function toldArgument(call: Call, position = 0, isTold: (text: string) => boolean): string | undefined {
  const value = position === 0 ? undefined : call.args[position - 1];
  if (value === undefined) return undefined;
  return call.gapAt === undefined && isTold(value) && !isOwnSecret(value, call.credential) ? value : notLoggable;
}

function isDomainName(text: string): boolean {
  return text.length <= maxDomainLength && domainForm.test(text);
}

/** A client that mixes up its fields sends its secret where a name belongs. */
function isOwnSecret(value: ByteString, credential: Credential): boolean {
  const secret = secretOf(credential);
  return value.length === secret.byteLength && digestsEqual(digestOf(value), secret.digest());
}

function secretOf(credential: Credential): Secret {
  switch (credential.kind) {
    case 'access-key':
      return credential.secret;
    case 'api-key':
      return credential.key;
    case 'password':
      return credential.password;
  }
}
