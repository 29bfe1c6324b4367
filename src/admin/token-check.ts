import type { IncomingMessage } from 'node:http';
import type { AdminSettings } from '../domain/policy/admin-settings.ts';
import { digestOf, digestsEqual } from '../domain/secret.ts';

/** Whether a request brings the token, as `Authorization: Bearer TOKEN`. */
export function createTokenCheck({ token }: AdminSettings & { readonly kind: 'tcp' }): (request: IncomingMessage) => boolean {
  const expected = token.digest();
  return ({ headers }) => {
    const [, given] = /^bearer +([!-~]+)$/i.exec(headers.authorization ?? '') ?? [];
    return given !== undefined && digestsEqual(digestOf(given), expected);
  };
}
