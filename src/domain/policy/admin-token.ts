import type { Digest } from '../secret.ts';

/** What the holder of a token may do at the second listener, each also what those before it may. */
export type TokenRole = 'metrics' | 'read' | 'operate';

export const tokenRoles: readonly TokenRole[] = ['metrics', 'read', 'operate'];

/** One that may be shown at the second listener. Of the token itself only its digest is kept. */
export interface AdminToken {
  /** Of its holder, for the audit log. */
  readonly name: string;
  readonly role: TokenRole;
  /** A token has far more than 128 random bits, so that no slow hash is needed: nobody finds it by trying. */
  readonly digest: Digest;
}

export function mayAct(role: TokenRole, needed: TokenRole): boolean {
  return tokenRoles.indexOf(role) >= tokenRoles.indexOf(needed);
}
