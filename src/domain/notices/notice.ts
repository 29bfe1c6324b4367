/** What an administrator may want to hear at once. The configuration names these, and each notice says which it is. */
export const noticeKinds = [
  'ban.known_client',
  'key.new_network',
  'key.new_command',
  'key.under_attack',
  'panel.lost',
  'certificate.expiring',
  'doctor.fault',
] as const;

export type NoticeKind = (typeof noticeKinds)[number];

/** `panel.found` goes with `panel.lost`; `notices.held` tells how many of one kind were not sent; `notices.test` is asked for by a command. */
export const sentKinds = [...noticeKinds, 'panel.found', 'notices.held', 'notices.test'] as const;

export type SentKind = (typeof sentKinds)[number];

/** `state`: what is known of the panel cannot be used; `circuit`: calls failed in a row; `unreachable`: no connection, or not to the panel. */
export type LostReason = 'state' | 'circuit' | 'unreachable';

/**
 * What a notice says. Every value is a number, a word of a closed list, or a name of the configuration, the panel or its table of commands: nothing
 * that a client has invented.
 */
export interface NoticeFields {
  readonly panel?: string;
  /** Id of an access key that the panel has. */
  readonly key?: string;
  /** Whom that key belongs to. */
  readonly user?: string | undefined;
  /** An address, or a network: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/64`. */
  readonly network?: string;
  /** Of the panel's own table. */
  readonly command?: string | undefined;
  /** The panel accepted the call. */
  readonly accepted?: boolean;
  /** The key was never used before, as far as the record of uses goes. */
  readonly firstUse?: boolean;
  /** What failed: a key from the network, an address, or an IPv6 network. */
  readonly cause?: 'pair' | 'address' | 'network';
  /** How many bans there were in a row, with this one. */
  readonly level?: number;
  /** How long it still lasts. */
  readonly seconds?: number;
  readonly reason?: LostReason;
  /** Of a certificate of the gateway's own. */
  readonly file?: string;
  /** ISO 8601. */
  readonly expires?: string;
  readonly grade?: number;
  readonly of?: NoticeKind;
  readonly count?: number;
}

export interface Notice {
  readonly kind: SentKind;
  /** When it happened: wall clock, milliseconds since 1970. */
  readonly atMs: number;
  readonly fields: NoticeFields;
}
