import type { Address } from '../address/address.ts';
import type { Network } from '../address/network.ts';
import type { LimitKind } from './limiter.ts';
import type { MaybePromise } from '../maybe-promise.ts';

/** Why an address, or a key from an address, is banned. `key`: a key from everywhere but where it was used with success. */
export type BanCause = 'pair' | 'address' | 'network' | 'key' | 'manual';

/** A ban that runs. */
export interface RunningBan {
  readonly panel: string;
  /** The prefix, as people write it; for `pair` a key and a prefix, for `key` a key. */
  readonly subject: string;
  readonly cause: BanCause;
  readonly leftMs: number;
  /** When it began, by the wall clock; undefined: at another gateway, and that is not known here. */
  readonly sinceMs?: number | undefined;
  /** How many there were in a row, with this one. */
  readonly level: number;
  /** What an administrator wrote of it. */
  readonly note?: string | undefined;
}

/** What can be read of one panel's limits at any moment, at no cost to its calls. */
export interface PanelLimitsStatus {
  readonly results: (limit: LimitKind) => Readonly<Record<'granted' | 'refused' | 'near', number>>;
  /** Counters that are kept in this process, by kind: those of limits, of failures, bans and known keys. */
  readonly entries: () => Readonly<Record<string, number>>;
  readonly bans: () => readonly RunningBan[];
  /** Bans that this gateway has begun since its start. */
  readonly bansBegun: () => ReadonlyMap<BanCause, number>;
  /** Of the newest so many that this gateway has begun, those that refuse somebody where a key was used with success lately, or is said to be. */
  readonly latestBansOfKnown: (begun: number) => readonly RunningBan[];
  /** Keys whose budget of failures is used up: they work only where they were used with success. */
  readonly keysUnderAttack: () => readonly RunningBan[];
}

/** Where counters and bans are kept. */
export interface StoreStatus {
  readonly kind: 'memory' | 'redis';
  /** False: Redis is configured and does not answer, so that this gateway counts, or refuses, for itself. */
  readonly isReached: () => boolean;
  /** Why Redis is not reached, in words; undefined: it is, or there is none. */
  readonly fault: () => string | undefined;
  /** Questions to Redis, and how long they took together; zero in memory. */
  readonly questions: () => { readonly answered: number; readonly failed: number; readonly seconds: number };
}

/** One row of what is counted for an address or a key: a window, its burst, or failed logins. */
export interface CountedRow {
  readonly panel: string;
  readonly counted: string;
  readonly used: number;
  readonly of: number;
  /** Until it is counted anew; undefined: nothing is counted now. */
  readonly resetMs: number | undefined;
  /** Time for which it is refused; undefined: it is not. */
  readonly refusedMs: number | undefined;
  /** Redis was not reached: only what this gateway has counted. */
  readonly isAlone: boolean;
}

/** Who can be banned by hand. */
export type BannedClient =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'network'; readonly network: Network };

export interface BanByHand {
  readonly lastsMs: number;
  readonly note: string | undefined;
  /** Also a network from which a key was used with success lately. */
  readonly withKnown: boolean;
}

/**
 * `never`: `clients.neverBan` names it, or part of it; `no-room`: every place is taken by a ban that runs; `known`: a key was used with success from
 * the network lately; `too-wide`: the network has too much of the Internet.
 */
export type BanResult = 'banned' | 'never' | 'no-room' | 'known' | 'too-wide';

/** What refuses a client at one panel. */
interface BansOfClient {
  readonly panel: string;
  /** What a ban of the client is called there: an IPv6 address as the network that counts as one client. */
  readonly name: string;
  readonly bans: readonly RunningBan[];
}

/** An access key with less than a fifth of its rate left. */
export interface NearLimit extends Pick<CountedRow, 'panel' | 'used' | 'of' | 'resetMs'> {
  readonly key: string;
}

/** What an administrator may see and change of limits and bans. */
export interface LimitsControl {
  /** The same of one panel; undefined: there is none of this name. */
  readonly at: (panel: string) => LimitsControl | undefined;
  /** Redis is configured and not reached: what is told and changed is this gateway's alone. */
  readonly isAlone: () => boolean;
  readonly bans: () => readonly RunningBan[];
  /** Those that refuse a client, by panel. */
  readonly on: (client: BannedClient) => readonly BansOfClient[];
  /** At every panel. */
  readonly ban: (client: BannedClient, byHand: BanByHand) => MaybePromise<BanResult>;
  /** Ends every ban of an address, and of keys from there; of a network those of it alone. @returns how many there were */
  readonly unban: (client: BannedClient) => MaybePromise<number>;
  /** Ends the ban of a key from one place. @returns how many there were */
  readonly unbanPair: (key: string, place: BannedClient) => MaybePromise<number>;
  /** Forgets the failures of a key and ends its bans, so that it may be used from everywhere again. True where it was refused everywhere. */
  readonly unlock: (key: string) => MaybePromise<boolean>;
  readonly ofAddress: (address: Address) => MaybePromise<readonly CountedRow[]>;
  readonly ofKey: (key: string) => MaybePromise<readonly CountedRow[]>;
  /** Those with the least left first. */
  readonly nearLimits: () => MaybePromise<readonly NearLimit[]>;
}
