import type { ByteString } from '../../domain/call/call.ts';
import type { UserStatus } from '../../domain/panel/panel-state.ts';

const userName = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;

/** Reads a `user.conf`. Undefined: it says neither, because it is half written. */
export function readUserFile(text: ByteString): UserStatus | undefined {
  // Suspended wins, wherever in the file it stands.
  if (text.includes("SUSPENDED='yes'")) return 'suspended';
  return /(?:^|\n)SUSPENDED='no'\n/.test(text) ? 'active' : undefined;
}

/** Whether a name may be part of a path; no other name is a user's. */
export const isUserName = (name: string): boolean => userName.test(name);
