import type { IncomingMessage } from 'node:http';

/** The token that a request brings (RFC 6750, section 2.1); undefined: none. */
export function bearerOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /^bearer +([!-~]+)$/i.exec(headers.authorization ?? '')?.[1];
}
