import { readFileSync, writeFileSync } from 'node:fs';
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
  const { ranMs, waitedMs } = firstThreadMs(pid);
  return ranMs + waitedMs;
}

/** Of that thread: how long it was at work, and how long it waited for a core. */
export function firstThreadMs(pid: number): { readonly ranMs: number; readonly waitedMs: number } {
  const [ranNs = 0, waitedNs = 0] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ').map(Number);
  return { ranMs: ranNs / 1e6, waitedMs: waitedNs / 1e6 };
}

/** Memory of a process that is in the machine's own, in bytes. */
export function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

/** @returns what tells the most of that memory that the process had since this was called */
export function peakBytes(pid: number): () => number {
  // 5: forget the highest value so far.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return () => statusBytes(pid, 'VmHWM');
}

function statusBytes(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const [, kibibytes = ''] = new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status) ?? [];
  return Number(kibibytes) * 1024;
}
