import { z } from 'zod';

/** What `processes/key-loading.ts` tells. */
export const keyLoadingReportSchema = z.object({
  startMs: z.number(),
  /** The longest time in which the event loop did nothing else. */
  startStopMs: z.number(),
  /** From the change of one key's file until the state has it. */
  changeMs: z.number(),
  changeStopMs: z.number(),
});

export type KeyLoadingReport = z.infer<typeof keyLoadingReportSchema>;
