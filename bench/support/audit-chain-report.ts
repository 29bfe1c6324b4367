import { z } from 'zod';

/** Processor time of the thread that serves, in microseconds. */
export const auditChainReportSchema = z.object({ perSealUs: z.number(), perRefusalUs: z.number(), lines: z.number() });
export type AuditChainReport = z.output<typeof auditChainReportSchema>;
