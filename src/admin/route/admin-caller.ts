import type { TokenRole } from '../../domain/policy/admin-token.ts';

/** Who asks at the second listener. */
export interface AdminCaller {
  /** Name of the token; `commands` for the command line, and for the token in `admin.tokenFile`. */
  readonly name: string;
  readonly role: TokenRole;
  /** Of the page; undefined: a token of the configuration, or a command. */
  readonly session?: AdminSession;
}

interface AdminSession {
  readonly id: number;
  /** Name of the token that opened it. */
  readonly by: string;
}

export const commandCaller: AdminCaller = { name: 'commands', role: 'operate' };

/** Whose share of places a caller takes: a session takes those of the token that opened it. */
export function holderOf({ name, session }: AdminCaller): string {
  return session?.by ?? name;
}
