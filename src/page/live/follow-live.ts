import { RefusedError } from '../ask/ask.ts';
import { type AskFault, askFaultOf } from '../ask/ask-fault.ts';
import { type LiveRead, readLive } from './read-live.ts';

/** A stream is followed while the tab is seen. */
export interface Following extends LiveRead {
  readonly told: (fault: AskFault) => void;
}

const firstRetryMs = 1000;
const maxRetryMs = 10_000;
/** The gateway writes each second: one that is silent for so long is lost, whatever the connection says. */
const silentMs = 15_000;

/**
 * Reads again when the stream has ended, until the reader leaves, or is told that it may not. While the tab is hidden there is no stream: a
 * browser has six connections for all tabs of an origin.
 */
export async function followLive({ told, ...reading }: Following): Promise<void> {
  const { signal } = reading;
  const isOver = (): boolean => signal.aborted;
  let retryMs = firstRetryMs;
  while (!isOver()) {
    await untilSeen(signal);
    const beganMs = Date.now();
    const end = await readOnce(reading);
    if (isOver()) return;
    if (end.kind === 'hidden') continue;
    if (end.kind === 'lost') told(askFaultOf(end.error));
    if (end.kind === 'lost' && end.error instanceof RefusedError && end.error.status < 500) return;
    const hasLasted = Date.now() - beganMs > maxRetryMs;
    retryMs = hasLasted ? firstRetryMs : Math.min(maxRetryMs, 2 * retryMs);
    // What has ended in order is read on at once.
    if (end.kind === 'lost' || !hasLasted) await passed(retryMs, signal);
  }
}

type StreamEnd = { readonly kind: 'ended' | 'hidden' } | { readonly kind: 'lost'; readonly error: unknown };

async function readOnce(reading: LiveRead): Promise<StreamEnd> {
  const own = new AbortController();
  const end = (): void => own.abort();
  let isHidden = false;
  const look = (): void => {
    isHidden ||= document.visibilityState === 'hidden';
    if (isHidden) end();
  };
  let silence = setTimeout(end, silentMs);
  reading.signal.addEventListener('abort', end);
  document.addEventListener('visibilitychange', look);
  const line = (record: unknown): void => {
    clearTimeout(silence);
    silence = setTimeout(end, silentMs);
    reading.line(record);
  };
  try {
    await readLive({ ...reading, line, signal: own.signal });
    return { kind: 'ended' };
  } catch (error) {
    return isHidden ? { kind: 'hidden' } : { kind: 'lost', error };
  } finally {
    clearTimeout(silence);
    reading.signal.removeEventListener('abort', end);
    document.removeEventListener('visibilitychange', look);
  }
}

function untilSeen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.visibilityState === 'hidden' && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });
}

function passed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
