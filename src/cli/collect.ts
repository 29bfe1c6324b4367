import { createCollector } from '../collector.ts';
import { systemClock } from '../domain/clock.ts';
import { createProcessLog } from '../observe/process-log.ts';
import { withProgress } from '../terminal/progress.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { watchStopSignals } from './stop-signals.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface CollectOptions {
  /** Root of the panel's files. */
  readonly from: string;
  /** The file to write. */
  readonly to: string;
  /** Go on until a signal ends it; else write once. */
  readonly follow: boolean;
}

/**
 * Writes what a gateway must know of a panel into a static file.
 *
 * @returns the exit code
 */
export async function collect({ from, to, follow }: CollectOptions, terminal: Terminal): Promise<number> {
  const log = createProcessLog({
    level: follow ? 'info' : 'warn',
    destination: terminal.isProcess === true ? undefined : terminal.stderr,
  });
  const collector = createCollector({ from, to, clock: systemClock, log });
  if (!follow) {
    const fault = await withProgress(terminal, () => `reading ${from}`, collector.once());
    if (fault === undefined) return exitCode.ok;
    terminal.stderr.write(`hearthgate: ${fault}\n`);
    return exitCode.osError;
  }
  const signals = watchStopSignals(terminal.signals);
  const stopping = new AbortController();
  try {
    log.info('collecting', { from, to });
    const following = collector.follow(stopping.signal);
    const signal = await Promise.race([signals.first, following]);
    log.info('stopping', { signal: signal ?? undefined });
    stopping.abort();
    await following;
    return exitCode.ok;
  } finally {
    signals.release();
  }
}
