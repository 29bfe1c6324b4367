import type { Arrival } from '../../domain/call/arrival.ts';
import type { Receiving } from '../context/receiving.ts';

/** Whether an answer that is given without reading the body is the bare exit code: its address asked for that within the last day. */
export function wantsExitCode({ address }: Arrival, { dialects }: Pick<Receiving, 'dialects'>): boolean {
  return address !== undefined && dialects.wantsExitCode(address);
}
