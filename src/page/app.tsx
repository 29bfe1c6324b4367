import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { createAsk, endSession, exchangeCode } from './ask/ask.ts';
import { type AskFault, askFaultOf } from './ask/ask-fault.ts';
import { keepToken, keptToken, type Session, sessionFor, sessionOf, takeCode } from './ask/session.ts';
import { Overview } from './overview.tsx';
import { SignIn } from './sign-in.tsx';

/** Signs in by a code in the address, by what this tab keeps, or by a token; then shows the gateway. */
export function App(): JSX.Element {
  const [session, setSession] = useState<Session>();
  const [said, setSaid] = useState<string>();
  const [isBusy, setBusy] = useState(true);
  // Of several that try to get in, and of who leaves meanwhile, the last counts.
  const turn = useRef(0);

  const enter = async (how: () => Promise<Session>, failed: (fault: AskFault) => void): Promise<void> => {
    turn.current += 1;
    const mine = turn.current;
    setBusy(true);
    try {
      const entered = await how();
      const before = keptToken();
      if (mine !== turn.current) return endQuietly(entered.token === before ? undefined : entered.token);
      if (before !== entered.token) endQuietly(before);
      keepToken(entered.token);
      setSession(entered);
    } catch (error) {
      if (mine !== turn.current) return;
      failed(askFaultOf(error));
    }
    setBusy(false);
  };
  const leave = (why: string | undefined): void => {
    turn.current += 1;
    keepToken(undefined);
    setSession(undefined);
    setBusy(false);
    setSaid(why);
  };
  const signOut = (): void => {
    const token = keptToken();
    leave(undefined);
    const mine = turn.current;
    if (token === undefined) return;
    endSession(token).catch((error: unknown) => {
      const { kind, words } = askFaultOf(error);
      if (kind === 'signed-out' || mine !== turn.current) return;
      setSaid(`This tab is signed out. The session was not ended at the gateway, and ends by itself after 12 hours: ${words}.`);
    });
  };
  /** The gateway knows the session no more. */
  const lost = (): void => {
    const typed = session?.typed;
    if (typed === undefined) leave(ended);
    else
      void enter(
        () => sessionFor(typed),
        ({ kind, words }) => leave(kind === 'signed-out' ? ended : words),
      );
  };
  const goOn = (token: string): void => {
    void enter(
      () => sessionOf(token),
      (fault) => (fault.kind === 'signed-out' ? leave(ended) : setSaid(fault.words)),
    );
  };
  const enterBy = (how: () => Promise<Session>): void => {
    setSaid(undefined);
    void enter(how, (fault) => {
      setSaid(fault.kind === 'signed-out' ? 'This token is not known to the gateway, or not any more.' : fault.words);
      const kept = keptToken();
      if (kept !== undefined) goOn(kept);
    });
  };

  const enterByCode = (code: string): void => enterBy(() => exchangeCode<Session>(code));

  useEffect(() => {
    const code = takeCode();
    const kept = keptToken();
    if (code !== undefined) enterByCode(code);
    else if (kept === undefined) setBusy(false);
    else goOn(kept);
    const changed = (): void => {
      const another = takeCode();
      // Links to sections change the address, too.
      if (another !== undefined) enterByCode(another);
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);

  const ask = useMemo(() => (session === undefined ? undefined : createAsk(session.token)), [session]);
  if (session === undefined || ask === undefined) {
    return <SignIn isBusy={isBusy} said={said} enter={(token) => enterBy(() => sessionFor(token))} />;
  }
  return <Overview session={session} ask={ask} said={said} leave={signOut} lost={lost} />;
}

/** One that nobody needs; where that fails, it ends by itself. */
function endQuietly(token: string | undefined): void {
  if (token !== undefined) endSession(token).catch(() => undefined);
}

const ended = 'The session has ended: sign in again.';
