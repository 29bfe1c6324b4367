import { z } from 'zod';

/** What `processes/ban-journal.ts` tells: shares of the event loop's time, in processor time. */
export const banJournalReportSchema = z.object({
  /** While all bans are written anew. */
  rewriteShare: z.number(),
  /** While bans begin. */
  appendShare: z.number(),
});

export type BanJournalReport = z.infer<typeof banJournalReportSchema>;
