import { readdirSync, readFileSync } from 'node:fs';
import type { Cores } from './cores.ts';
import { msPerTick } from './ms-per-tick.ts';

/** Of the time that both cores have. */
const maxOthersShare = 0.1;

/**
 * Tells what others do on the cores of the bench from now on: other processes, and other machines on the same hardware.
 *
 * @returns in words, where it was more than `maxOthersShare`
 */
export function watchOtherWork(cores: Cores): () => string[] {
  const before = look(cores);
  return () => {
    const now = look(cores);
    const totalMs = 2 * (now.atMs - before.atMs);
    const share = 1 - (now.ownMs - before.ownMs + now.idleMs - before.idleMs) / totalMs;
    return share <= maxOthersShare ? [] : [`others used ${Math.round(share * 100)} % of the two cores`];
  };
}

interface Look {
  readonly atMs: number;
  readonly idleMs: number;
  readonly ownMs: number;
}

function look({ served, load }: Cores): Look {
  return { atMs: performance.now(), idleMs: idleMs(served) + idleMs(load), ownMs: groupMs() };
}

function idleMs(core: number): number {
  const [, idle = '', waiting = ''] =
    new RegExp(`^cpu${core} \\d+ \\d+ \\d+ (\\d+) (\\d+)`, 'm').exec(readFileSync('/proc/stat', 'latin1')) ?? [];
  return (Number(idle) + Number(waiting)) * msPerTick;
}

/** Of this process and all that it has started, also those that have ended. */
function groupMs(): number {
  const [, , ownGroup] = fieldsOf('self');
  const ticks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(fieldsOf)
    .filter(([, , group]) => group === ownGroup)
    .map((fields) => fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0));
  return ticks.reduce((sum, each) => sum + each, 0) * msPerTick;
}

/** Those of `/proc/PID/stat` after the name. A process that has ended meanwhile has none. */
function fieldsOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It ended between the two looks; its parent has its time now.
    return [];
  }
}
