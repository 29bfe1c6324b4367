import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { CallerAnswer } from './ask/answers.ts';
import { createAsk, exchangeCode } from './ask/ask.ts';
import { errorLine, isSignedOut } from './ask/error-line.ts';
import { keepToken, keptToken, type Session, takeCode } from './ask/session.ts';
import { Overview } from './overview.tsx';
import { SignIn } from './sign-in.tsx';

/** Signs in by a code in the address, by what this tab keeps, or by a token; then shows the gateway. */
export function App(): JSX.Element {
  const [session, setSession] = useState<Session>();
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(true);

  const enter = async (how: () => Promise<Session>): Promise<void> => {
    setBusy(true);
    try {
      const entered = await how();
      keepToken(entered.token);
      setSession(entered);
      setFault(undefined);
    } catch (error) {
      // What this tab keeps may be good again when the gateway is back.
      if (isSignedOut(error)) keepToken(undefined);
      setFault(isSignedOut(error) ? 'This token is not known to the gateway, or not any more.' : errorLine(error));
    }
    setBusy(false);
  };
  const leave = (why: string | undefined): void => {
    keepToken(undefined);
    setSession(undefined);
    setFault(why);
  };

  useEffect(() => {
    const follow = (): void => {
      const code = takeCode();
      const kept = keptToken();
      if (code !== undefined) void enter(() => exchangeCode<Session>(code));
      else if (kept === undefined) setBusy(false);
      else void enter(() => sessionOf(kept));
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  const ask = useMemo(() => (session === undefined ? undefined : createAsk(session.token)), [session]);
  if (session === undefined || ask === undefined) {
    return <SignIn isBusy={isBusy} fault={fault} enter={(token) => void enter(() => sessionOf(token))} />;
  }
  return <Overview session={session} ask={ask} leave={leave} />;
}

async function sessionOf(token: string): Promise<Session> {
  return { ...(await createAsk(token)<CallerAnswer>('GET', '/caller')), token };
}
