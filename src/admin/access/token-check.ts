import type { IncomingMessage } from 'node:http';
import type { AdminSettings } from '../../domain/policy/admin-settings.ts';
import type { AdminToken } from '../../domain/policy/admin-token.ts';
import { digestOf, digestsEqual } from '../../domain/secret.ts';
import { type AdminCaller, commandCaller } from '../route/admin-caller.ts';
import { bearerOf } from './bearer-of.ts';
import type { PageSessions } from '../page/page-sessions.ts';

/** Whose token a request brings, as `Authorization: Bearer TOKEN`; undefined: none that is known. */
export type TokenCheck = (request: Pick<IncomingMessage, 'headers'>) => AdminCaller | undefined;

export function createTokenCheck(tokens: readonly AdminToken[], sessions: PageSessions): TokenCheck {
  return (request) => {
    const given = bearerOf(request);
    if (given === undefined) return undefined;
    const digest = digestOf(given);
    return tokens.find((token) => digestsEqual(digest, token.digest)) ?? sessions.callerOf(given);
  };
}

/** Those that are good by the configuration. */
export function tokensOf(settings: AdminSettings): readonly AdminToken[] {
  const own = settings.kind === 'tcp' ? [{ ...commandCaller, digest: settings.token.digest() }] : [];
  return [...own, ...(settings.tokens ?? [])];
}
