import { z } from 'zod';
import { costlyBodySchema } from './costly-bodies.ts';
import { floodSchema } from './flood.ts';
import { trafficSchema } from './traffic.ts';

/** What the load is told to do. */
export const loadOrderSchema = z.object({
  port: z.number(),
  isTls: z.boolean(),
  traffic: z.union([trafficSchema, floodSchema, costlyBodySchema]),
  connections: z.number(),
  /** From an answer to the next request of its connection; 0: at once. */
  restMs: z.number(),
  /** No further request is sent after this time, or after so many answers. */
  durationMs: z.number(),
  maxAnswers: z.number(),
  /** Processes of the load's side beside the load itself; their processor time is measured over the same time. */
  loadSidePids: z.array(z.number()),
  servedPids: z.array(z.number()),
});

export type LoadOrder = z.infer<typeof loadOrderSchema>;

/** What came of it. */
export const loadReportSchema = z.object({
  /** Answers by status. */
  answers: z.record(z.string(), z.number()),
  /** Connections that ended before their answer. */
  broken: z.number(),
  elapsedMs: z.number(),
  /** From the last byte of a request written to the last byte of its answer. */
  medianMs: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
  /** Processor time of the measured processes. */
  servedMs: z.number(),
  /** Shares of the time in which each side was at work, or waited for its core to be free. */
  loadSideShare: z.number(),
  servedShare: z.number(),
});

export type LoadReport = z.infer<typeof loadReportSchema>;
