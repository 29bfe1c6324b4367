import { readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second for whoever asks, on every machine that Node runs on. */
const msPerTick = 10;

/** Processor time that a process has used so far, its own and the kernel's for it. */
export function cpuTimeMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name, in brackets, may hold spaces; user and system time are the 12th and 13th value after it.
  const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(values[11]) + Number(values[12])) * msPerTick;
}

/** Memory of a process that is in the machine's own, in bytes. */
export function residentBytes(pid: number): number {
  const [, kibibytes = ''] = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kibibytes) * 1024;
}
