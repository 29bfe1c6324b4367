import type { ReportableReason } from '../call/denials.ts';
import type { CredentialKind } from '../call/call.ts';
import type { Rate } from '../policy/rate.ts';

/** The record of uses, as the running gateway knows it at this moment. Times are wall clock, milliseconds since 1970. */
export interface UsesControl {
  readonly atMs: () => number;
  readonly sinceMs: () => number;
  /** Every key that a panel has, and every other credential that was used at it. Panels in the order of the configuration. Stops nobody for long. */
  readonly all: (wanted: WantedUses) => AsyncIterable<UsedCredential>;
}

/** Undefined: of every panel, and every credential. */
export interface WantedUses {
  readonly panel?: string | undefined;
  /** Id of an access key. */
  readonly key?: string;
}

export interface UsedCredential {
  readonly panel: string;
  readonly kind: CredentialKind;
  /** Id of the access key, name of the user with a password; empty for API keys. */
  readonly name: string;
  /** Whom the key belongs to; undefined for other credentials. */
  readonly user: string | undefined;
  readonly isRoot: boolean;
  /** Of an access key; undefined: everything. */
  readonly profiles: readonly string[] | undefined;
  /** What the profiles list; undefined: every command. */
  readonly commands: readonly string[] | undefined;
  /** Undefined: other credentials than access keys. */
  readonly rate: Rate | undefined;
  /** The most calls that any 60 seconds can have had, and when. */
  readonly busiest: { readonly calls: number; readonly atMs: number };
  readonly incompleteSinceMs: number | undefined;
  readonly uses: readonly CountedUse[];
}

/** Calls of one command from one place; `?`: of any. */
export interface CountedUse {
  readonly command: string;
  /** As `prefixOf` gives it. */
  readonly place: string;
  readonly firstMs: number;
  readonly lastMs: number;
  /** 0: none was accepted. */
  readonly lastAcceptedMs: number;
  readonly accepted: number;
  readonly refused: number;
  /** Of those that were accepted: calls that would have been refused, were the reason not reported only. */
  readonly reported?: ReadonlyMap<
    ReportableReason,
    { readonly calls: number; readonly firstMs: number; readonly lastMs: number }
  >;
}
