import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { DecisionLine, DecisionsAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { type AskFault, askFaultOf } from '../ask/ask-fault.ts';
import { GatewayClock } from '../ask/gateway-clock.ts';
import { followLive } from './follow-live.ts';
import { LiveBuffer, maxShown } from './live-buffer.ts';

interface LiveOptions {
  readonly ask: Ask;
  readonly token: string;
  readonly filter: Readonly<Record<string, string>>;
  readonly isPaused: boolean;
}

/** A time in which the stream was not read, by the gateway's clock. */
interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

interface LiveState {
  /** The newest first. */
  readonly decisions: readonly DecisionLine[];
  /** How many came that are not shown. */
  readonly notShown: number;
  /** How many came since it was paused. */
  readonly waiting: number;
  /** The last one. */
  readonly gap: Gap | undefined;
  readonly fault: AskFault | undefined;
}

/** What came is shown together, so that a flood leaves the browser time for its user. */
const showEveryMs = 250;

/** Follows the stream, also after it was lost or the tab was hidden; a pause keeps what is shown as it is. */
export function useLive({ ask, token, filter, isPaused }: LiveOptions): LiveState {
  const [state, setState] = useState<LiveState>(empty);
  const came = useRef(new LiveBuffer());
  const paused = useRef(isPaused);
  paused.current = isPaused;
  const clock = useContext(GatewayClock);
  const now = useRef(clock);
  now.current = clock;

  useEffect(() => {
    const leaving = new AbortController();
    const buffer = new LiveBuffer();
    came.current = buffer;
    setState(empty);
    const told = (fault: AskFault | undefined): void =>
      setState((before) => (before.fault === fault ? before : { ...before, fault }));
    let lastMs: number | undefined;
    const catchUp = async (fromMs: number): Promise<void> => {
      const { decisions } = await ask<DecisionsAnswer>('GET', '/decisions', filter);
      if (leaving.signal.aborted) return;
      buffer.add(...decisions.filter(({ time }) => Date.parse(time) >= fromMs));
    };
    const opened = (): void => {
      told(undefined);
      const toMs = now.current();
      if (lastMs !== undefined) {
        const gap = { fromMs: lastMs, toMs };
        setState((before) => ({ ...before, gap }));
        catchUp(lastMs).catch((error: unknown) => told(askFaultOf(error)));
      }
      lastMs = toMs;
    };
    const line = (record: unknown): void => {
      lastMs = now.current();
      told(undefined);
      if (isCount(record)) buffer.count(record.notShown);
      else if (isDecision(record)) buffer.add(record);
    };
    void followLive({ token, filter, signal: leaving.signal, opened, line, told });
    return () => leaving.abort();
  }, [token, filter]);

  useEffect(() => {
    const show = (): void => {
      const waiting = came.current.waiting();
      if (waiting === 0) return;
      if (paused.current) return setState((before) => (before.waiting === waiting ? before : { ...before, waiting }));
      const { decisions, notShown } = came.current.take();
      setState((before) => ({
        ...before,
        decisions: [...decisions, ...before.decisions].slice(0, maxShown),
        notShown: before.notShown + notShown,
        waiting: 0,
      }));
    };
    const timer = setInterval(show, showEveryMs);
    return () => clearInterval(timer);
  }, []);
  return state;
}

function isCount(record: unknown): record is { readonly notShown: number } {
  return typeof record === 'object' && record !== null && 'notShown' in record && typeof record.notShown === 'number';
}

function isDecision(record: unknown): record is DecisionLine {
  return typeof record === 'object' && record !== null && 'event' in record && 'id' in record;
}

const empty: LiveState = { decisions: [], notShown: 0, waiting: 0, gap: undefined, fault: undefined };
