import { useEffect, useRef, useState } from 'preact/hooks';
import type { DecisionLine } from '../ask/answers.ts';
import { RefusedError } from '../ask/ask.ts';
import { errorLine } from '../ask/error-line.ts';
import { readLive } from '../ask/read-live.ts';

interface LiveOptions {
  readonly token: string;
  readonly filter: Readonly<Record<string, string>>;
  readonly isPaused: boolean;
}

export interface LiveState {
  /** The newest first. */
  readonly decisions: readonly DecisionLine[];
  /** How many came that the stream did not show. */
  readonly notShown: number;
  /** How many came since it was paused. */
  readonly waiting: number;
  readonly fault: string | undefined;
}

const most = 200;
/** What came is shown together, so that a flood leaves the browser time for its user. */
const showEveryMs = 250;
const firstRetryMs = 1000;
const maxRetryMs = 10_000;

/** Follows the stream, also after it was lost; a pause keeps what is shown as it is. */
export function useLive({ token, filter, isPaused }: LiveOptions): LiveState {
  const [state, setState] = useState<LiveState>(empty);
  const came = useRef<{ decisions: DecisionLine[]; notShown: number }>({ decisions: [], notShown: 0 });
  const paused = useRef(isPaused);
  paused.current = isPaused;

  useEffect(() => {
    const leaving = new AbortController();
    came.current = { decisions: [], notShown: 0 };
    setState(empty);
    const line = (record: unknown): void => {
      setState((before) => (before.fault === undefined ? before : { ...before, fault: undefined }));
      if (isCount(record)) came.current.notShown += record.notShown;
      else if (isDecision(record)) came.current.decisions = [record, ...came.current.decisions].slice(0, most);
    };
    void follow({ token, filter, signal: leaving.signal, line }, (fault) => setState((before) => ({ ...before, fault })));
    return () => leaving.abort();
  }, [token, filter]);

  useEffect(() => {
    const show = (): void => {
      const { decisions, notShown } = came.current;
      if (decisions.length === 0 && notShown === 0) return;
      if (paused.current) return setState((before) => ({ ...before, waiting: decisions.length + notShown }));
      came.current = { decisions: [], notShown: 0 };
      setState((before) => ({
        ...before,
        decisions: [...decisions, ...before.decisions].slice(0, most),
        notShown: before.notShown + notShown,
        waiting: 0,
      }));
    };
    const timer = setInterval(show, showEveryMs);
    return () => clearInterval(timer);
  }, []);
  return state;
}

/** Reads again when the stream has ended, until the reader leaves, or is told that it may not. */
async function follow(reading: Parameters<typeof readLive>[0], tell: (fault: string | undefined) => void): Promise<void> {
  const { signal } = reading;
  let retryMs = firstRetryMs;
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const beganMs = Date.now();
    try {
      await readLive(reading);
    } catch (error) {
      if (isOver()) return;
      tell(errorLine(error));
      if (error instanceof RefusedError && error.status < 500) return;
    }
    retryMs = Date.now() - beganMs > maxRetryMs ? firstRetryMs : Math.min(maxRetryMs, 2 * retryMs);
    await new Promise((resolve) => {
      setTimeout(resolve, retryMs);
    });
  }
}

function isCount(record: unknown): record is { readonly notShown: number } {
  return typeof record === 'object' && record !== null && 'notShown' in record && typeof record.notShown === 'number';
}

function isDecision(record: unknown): record is DecisionLine {
  return typeof record === 'object' && record !== null && 'event' in record && 'id' in record;
}

const empty: LiveState = { decisions: [], notShown: 0, waiting: 0, fault: undefined };
