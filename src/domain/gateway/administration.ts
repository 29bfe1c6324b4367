import type { TokenRole } from '../policy/admin-token.ts';

/** What an administrator has changed by hand, as the audit log tells it. */
export type Administration = {
  /** Name of the token by which it was asked for; `commands` for the command line. */
  readonly by?: string | undefined;
} & Change;

type Change =
  | {
      readonly event: 'banned';
      /** Undefined: at every panel. */
      readonly panel: string | undefined;
      /** An address or a network. */
      readonly banned: string;
      readonly seconds: number;
      readonly note: string | undefined;
    }
  | {
      readonly event: 'unbanned';
      readonly panel: string | undefined;
      /** An address, a network, a key, or a key and a place. */
      readonly banned: string;
      /** How many bans there were. */
      readonly ended: number;
    }
  | {
      /** The page: a code was exchanged for a session. */
      readonly event: 'opened';
      readonly role: TokenRole;
    }
  | {
      /** The page: its session was ended by who had it. */
      readonly event: 'closed';
    };

export type RecordAdministration = (change: Administration) => void;
