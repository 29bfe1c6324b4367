import { readFileSync } from 'node:fs';
import type { Log } from '../../domain/log.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { reserveFactor } from '../../http/context/connection-places.ts';

/** Files, watches, logs, and connections to Redis and to the second listener. */
const besides = 200;

/**
 * What to say where the process may not open as many files as the configuration asks for.
 *
 * @param limits in the form of Linux's `/proc/self/limits`
 */
function openFilesWarning({ listen, panels }: Pick<Settings, 'listen' | 'panels'>, limits: string): string | undefined {
  const allowed = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  const connections = listen.reduce((sum, { maxConnections }) => sum + Math.ceil(maxConnections * reserveFactor), 0);
  const needed = connections + panels.reduce((sum, { upstream }) => sum + upstream.concurrency.calls, 0) + besides;
  if (needed <= allowed) return undefined;
  return (
    `the process may have ${allowed} open files, and listen[].maxConnections needs ${needed}: connections will fail before that; ` +
    `allow ${needed} (LimitNOFILE of the systemd unit, ulimits.nofile of the container), or lower listen[].maxConnections`
  );
}

/** Warns, unless the last warning said the same. */
export function createOpenFilesWarning(log: Log): (settings: Pick<Settings, 'listen' | 'panels'>) => void {
  let told: string | undefined;
  return (settings) => {
    const warning = openFilesWarning(settings, limitsOfProcess());
    if (warning !== undefined && warning !== told) log.warn(warning);
    told = warning;
  };
}

/** Empty where the system does not tell. */
function limitsOfProcess(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // Not Linux, or no /proc: nothing to compare with.
    return '';
  }
}
