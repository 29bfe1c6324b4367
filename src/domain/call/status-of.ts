import type { Denial } from './denial.ts';
import { denials } from './denials.ts';

/** The HTTP status that a denial is answered with. */
export function statusOf(denial: Denial): number {
  return 'status' in denial ? denial.status : denials[denial.reason].status;
}
