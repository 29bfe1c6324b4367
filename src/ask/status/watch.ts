import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { errorText } from '../../domain/text/error-text.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import type { Terminal } from '../../terminal/terminal.ts';

const everyMs = 2000;

/**
 * Shows a screen again and again, until SIGINT or SIGTERM. What keeps it from being made is shown in its place.
 *
 * @returns the exit code
 */
export async function watch(screen: () => Promise<string>, { stdout, clear, signals }: Terminal): Promise<number> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  signals.on('SIGINT', end);
  signals.on('SIGTERM', end);
  try {
    while (!ended.signal.aborted) {
      const text = await Promise.race([textOf(screen), aborted(ended.signal)]);
      if (text === undefined) break;
      clear?.();
      stdout.write(clear === undefined ? `${text}\n` : text);
      await pause(everyMs, undefined, { signal: ended.signal }).catch(() => undefined);
    }
    return exitCode.ok;
  } finally {
    signals.off('SIGINT', end);
    signals.off('SIGTERM', end);
  }
}

async function textOf(screen: () => Promise<string>): Promise<string> {
  try {
    return await screen();
  } catch (error) {
    return `${errorText(error)}\n`;
  }
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, 'abort');
}
