import type { IncomingMessage } from 'node:http';
import type { AdminSettings } from '../domain/policy/admin-settings.ts';
import { digestOf, digestsEqual } from '../domain/secret.ts';

export type TokenCheck = (request: IncomingMessage) => boolean;

/** Whether a request brings the token, as `Authorization: Bearer TOKEN`. */
export function createTokenCheck({ token }: AdminSettings & { readonly kind: 'tcp' }): TokenCheck {
  const expected = token.digest();
  return ({ headers }) => {
    const [, given] = /^bearer +([!-~]+)$/i.exec(headers.authorization ?? '') ?? [];
    return given !== undefined && digestsEqual(digestOf(given), expected);
  };
}
