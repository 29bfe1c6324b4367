import type { IncomingMessage } from 'node:http';
import type { AdminSettings } from '../domain/policy/admin-settings.ts';
import { digestOf, digestsEqual } from '../domain/secret.ts';
import { type AdminCaller, commandCaller } from './admin-caller.ts';

/** Whose token a request brings, as `Authorization: Bearer TOKEN`; undefined: none that is known. */
export type TokenCheck = (request: IncomingMessage) => AdminCaller | undefined;

export function createTokenCheck(settings: AdminSettings): TokenCheck {
  const own = settings.kind === 'tcp' ? [{ ...commandCaller, digest: settings.token.digest() }] : [];
  const tokens = [...own, ...(settings.tokens ?? [])];
  return ({ headers }) => {
    const [, given] = /^bearer +([!-~]+)$/i.exec(headers.authorization ?? '') ?? [];
    if (given === undefined) return undefined;
    const digest = digestOf(given);
    return tokens.find((token) => digestsEqual(digest, token.digest));
  };
}
