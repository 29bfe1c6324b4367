import type { SectionFault } from '../setting/section.ts';

interface Totals {
  readonly maxBytes: number;
  readonly totalBytes: number;
  readonly totalBytesPerClient?: number | undefined;
}

/**
 * The rules about memory that all clients share out.
 *
 * @param one what there must be room for, in words
 */
export function judgeTotals({ maxBytes, totalBytes, totalBytesPerClient }: Totals, one: string, fault: SectionFault): void {
  if (totalBytes < maxBytes) fault(['totalBytes'], `expected room for at least ${one}`);
  if (totalBytesPerClient === undefined) return;
  if (totalBytesPerClient < maxBytes) fault(['totalBytesPerClient'], `expected room for at least ${one}`);
  if (totalBytesPerClient > totalBytes) fault(['totalBytesPerClient'], 'expected at most totalBytes');
}
