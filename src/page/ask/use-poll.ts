import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type AskFault, askFaultOf } from './ask-fault.ts';

export interface Polled<Answer> {
  /** The last answer, however old. */
  readonly answer: Answer | undefined;
  /** Why there is no newer one. */
  readonly fault: AskFault | undefined;
  readonly again: () => void;
}

type PollState<Answer> = { readonly name: string } & Omit<Polled<Answer>, 'again'>;

/**
 * Asks again and again, while the tab is seen, and at once when it is seen again; never twice at a time. What is asked is told apart by its name.
 *
 * @param everyMs from an answer to the next question
 */
export function usePoll<Answer>(name: string, everyMs: number, question: () => Promise<Answer>): Polled<Answer> {
  const [state, setState] = useState<PollState<Answer>>(nothing(name));
  const asked = useRef(question);
  asked.current = question;
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isOver = false;
    let isAsking = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pass = async (): Promise<void> => {
      clearTimeout(timer);
      if (isAsking || document.visibilityState === 'hidden') return;
      isAsking = true;
      try {
        const answer = await asked.current();
        if (!isOver) setState({ name, answer, fault: undefined });
      } catch (error) {
        if (!isOver)
          setState((before) => ({ ...(before.name === name ? before : nothing<Answer>(name)), fault: askFaultOf(error) }));
      }
      isAsking = false;
      if (!isOver) timer = setTimeout(() => void pass(), everyMs);
    };
    const seen = (): void => void pass();
    document.addEventListener('visibilitychange', seen);
    void pass();
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [name, everyMs, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...(state.name === name ? state : nothing<Answer>(name)), again };
}

function nothing<Answer>(name: string): PollState<Answer> {
  return { name, answer: undefined, fault: undefined };
}
