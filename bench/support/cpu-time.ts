import { readFileSync } from 'node:fs';
import { msPerTick } from './ms-per-tick.ts';

/** Processor time that a process has used so far, its own and the kernel's for it. */
export function cpuTimeMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name, in brackets, may hold spaces; user and system time are the 12th and 13th value after it.
  const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(values[11]) + Number(values[12])) * msPerTick;
}

/**
 * Time that the first thread of a process was at work so far, or was ready and waited for a core. Node runs all JavaScript there: a process
 * for which this grows as fast as the clock is the limit, also where others take a part of its core.
 */
export function readyTimeMs(pid: number): number {
  const [ranNs = 0, waitedNs = 0] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ').map(Number);
  return (ranNs + waitedNs) / 1e6;
}

/** Memory of a process that is in the machine's own, in bytes. */
export function residentBytes(pid: number): number {
  const [, kibibytes = ''] = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kibibytes) * 1024;
}
