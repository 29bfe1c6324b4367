import type { TokenRole } from '../../domain/policy/admin-token.ts';

/** Who asks at the second listener. */
export interface AdminCaller {
  /** Name of the token; `commands` for the command line, and for the token in `admin.tokenFile`. */
  readonly name: string;
  readonly role: TokenRole;
}

export const commandCaller: AdminCaller = { name: 'commands', role: 'operate' };
