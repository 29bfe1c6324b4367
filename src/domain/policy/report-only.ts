import type { ReportableReason } from '../call/denials.ts';

/** The reasons for which nothing is refused: what would be is reported. */
export type ReportOnly = ReadonlySet<ReportableReason>;

export const allEnforced: ReportOnly = new Set();
