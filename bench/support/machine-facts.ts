import { cpus, release, totalmem, type } from 'node:os';
import type { Cores } from './cores.ts';

/** On what the figures were measured. */
export function machineFacts({ served, load }: Cores): string {
  const memory = Math.round(totalmem() / 1024 ** 3);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return (
    `Node ${process.version}, ${type()} ${release()}, ${cpus().length} cores (${model}), ${memory} GiB; ` +
    `gateway on core ${served}, load and panel on core ${load}`
  );
}
