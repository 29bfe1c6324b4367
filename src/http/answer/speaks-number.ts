import type { Arrival } from '../../domain/call/arrival.ts';
import type { Site } from '../context/site.ts';

/** Whether an answer that is given without a look at the body is the bare exit code: its address asked for one within the last day. */
export function speaksNumber({ address }: Arrival, site: Site): boolean {
  return address !== undefined && site.dialects.speaksNumber(address);
}
