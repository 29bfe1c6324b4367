import { z } from 'zod';

/** What the connecting clients are told to do. */
export const connectingOrderSchema = z.object({
  port: z.number(),
  /** `closed`: without a word, before TLS. `answered`: a refusal over TLS. Anything else ends the clients. */
  expected: z.enum(['closed', 'answered']),
  /** So many at a time. */
  clients: z.number(),
  /** No further connection is opened after so many, or after this time. */
  maxConnections: z.number(),
  durationMs: z.number(),
  /** From the end of a connection to the next one of its client. */
  restMs: z.number(),
  /** The gateway, whose processor time is measured over the same time. */
  servedPid: z.number(),
});

export type ConnectingOrder = z.infer<typeof connectingOrderSchema>;

/** What came of it. */
export const connectingReportSchema = z.object({
  connections: z.number(),
  elapsedMs: z.number(),
  servedMs: z.number(),
  /** Share of its core that the clients used. */
  ownShare: z.number(),
});

export type ConnectingReport = z.infer<typeof connectingReportSchema>;
