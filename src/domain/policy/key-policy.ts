import type { AddressSet } from '../address/address-set.ts';
import type { ReportableReason } from '../call/denials.ts';
import type { Rate } from './rate.ts';
import type { ReportOnly } from './report-only.ts';
import type { CommandNames } from './command-names.ts';
import type { OpeningHours } from './opening-hours.ts';

/**
 * What narrows the calls of a key. What is left out narrows nothing, and nothing in it allows what the panel does not: all policies of a key count,
 * beside what the panel says of it at that moment.
 */
export interface KeyPolicy {
  /** Where it stands, as people find it: `keys.ID`, or `keyGroups[0]`. */
  readonly source: string;
  /** The key is used at this panel; false: `panels` names others. */
  readonly isHere: boolean;
  readonly from: AddressSet | undefined;
  /** Wall clock, milliseconds since 1970: the first moment at which the key may be used, and the first at which it may not any more. */
  readonly notBeforeMs: number | undefined;
  readonly expiresMs: number | undefined;
  readonly hours: OpeningHours | undefined;
  /** Calls in all its life, at all panels together. */
  readonly maxUses: number | undefined;
  /** Commands that it may run; undefined: what its profiles allow. */
  readonly allow: CommandNames | undefined;
  /** Wins over `allow`. */
  readonly deny: CommandNames | undefined;
  /** Whom a call may name as its user. */
  readonly users: ReadonlySet<string> | undefined;
  /** Which domains a call may name. */
  readonly domains: ReadonlySet<string> | undefined;
  /** Counted beside the other limits. */
  readonly limit: Rate | undefined;
  readonly report: { readonly reasons: ReportOnly; readonly untilMs: number };
  /** Who answers for it, and what it is for: for people. */
  readonly owner: string | undefined;
  readonly comment: string | undefined;
}

/** A policy's objection for the reason is noted, and the call goes on. @param reportOnly what is reported everywhere at the panel */
export function isNotedOnly(
  reason: ReportableReason,
  { reasons, untilMs }: KeyPolicy['report'],
  { reportOnly, atMs }: { readonly reportOnly: ReportOnly; readonly atMs: number },
): boolean {
  return reportOnly.has(reason) || (reasons.has(reason) && atMs < untilMs);
}
