import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { errorLine, isSignedOut } from './error-line.ts';

export interface Polled<Answer> {
  /** The last answer, however old. */
  readonly answer: Answer | undefined;
  /** Why there is no newer one, in words. */
  readonly fault: string | undefined;
  /** The token is not good any more. */
  readonly isSignedOut: boolean;
  readonly again: () => void;
}

/**
 * Asks again and again, while the tab is seen, and at once when it is seen again. What is asked is told apart by its name.
 *
 * @param everyMs from an answer to the next question
 */
export function usePoll<Answer>(name: string, everyMs: number, question: () => Promise<Answer>): Polled<Answer> {
  const [state, setState] = useState<{ readonly name: string } & Omit<Polled<Answer>, 'again'>>(nothing(name));
  const asked = useRef(question);
  asked.current = question;
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pass = async (): Promise<void> => {
      if (document.visibilityState === 'hidden') return;
      try {
        const answer = await asked.current();
        if (!isOver) setState({ name, answer, fault: undefined, isSignedOut: false });
      } catch (error) {
        const why = { fault: errorLine(error), isSignedOut: isSignedOut(error) };
        if (!isOver) setState((before) => ({ ...(before.name === name ? before : nothing<Answer>(name)), ...why }));
      }
      if (!isOver) timer = setTimeout(() => void pass(), everyMs);
    };
    const seen = (): void => {
      clearTimeout(timer);
      void pass();
    };
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

function nothing<Answer>(name: string): { readonly name: string } & Omit<Polled<Answer>, 'again'> {
  return { name, answer: undefined, fault: undefined, isSignedOut: false };
}
