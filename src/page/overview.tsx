import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { StatusAnswer } from './ask/answers.ts';
import type { Ask } from './ask/ask.ts';
import type { Session } from './ask/session.ts';
import { usePoll } from './ask/use-poll.ts';
import { agoWords } from './parts/times.ts';
import { BansSection } from './sections/bans-section.tsx';
import { KeysSection } from './sections/keys-section.tsx';
import { LiveSection } from './sections/live-section.tsx';
import { PanelsSection } from './sections/panels-section.tsx';
import { TrafficSection } from './sections/traffic-section.tsx';
import { WrongSection } from './sections/wrong-section.tsx';
import { wrongWith } from './sections/wrong-with.ts';

interface OverviewProps {
  readonly session: Session;
  readonly ask: Ask;
  readonly leave: (why: string | undefined) => void;
}

const sections = [
  ['wrong', 'Now'],
  ['traffic', 'Traffic'],
  ['keys', 'Keys'],
  ['live', 'Live'],
  ['bans', 'Bans'],
  ['panels', 'Panels'],
] as const;

const statusEveryMs = 3000;

/** The whole page, once somebody is signed in. */
export function Overview({ session, ask, leave }: OverviewProps): JSX.Element {
  const status = usePoll('status', statusEveryMs, () => ask<StatusAnswer>('GET', '/status'));
  const { answer, fault } = status;
  useEffect(() => {
    if (status.isSignedOut) leave('The session has ended: sign in again.');
  }, [status.isSignedOut]);
  const wrong = answer === undefined ? [] : wrongWith(answer);
  useEffect(() => {
    document.title = `${titleOf(fault, wrong.length)} – Hearthgate`;
  }, [fault, wrong.length]);
  return (
    <>
      <a class="skip" href="#wrong">
        Skip to what is wrong now
      </a>
      <header class="page-head">
        <h1>Hearthgate</h1>
        <nav aria-label="Sections">
          {sections.map(([id, name]) => (
            <a key={id} href={`#${id}`}>
              {name}
            </a>
          ))}
        </nav>
        <p class="who">
          {session.name} ({session.role}){' '}
          <button type="button" onClick={() => leave(undefined)}>
            Sign out
          </button>
        </p>
      </header>
      <p role="status" class={fault === undefined ? 'hidden' : 'away'}>
        {fault !== undefined && `${fault}; it is asked again every few seconds. What is shown is old.`}
      </p>
      <main>
        <WrongSection wrong={wrong} isKnown={answer !== undefined} isOld={fault !== undefined} />
        <TrafficSection ask={ask} />
        <KeysSection ask={ask} />
        <LiveSection ask={ask} token={session.token} />
        <BansSection ask={ask} mayAct={session.role === 'operate'} />
        {answer !== undefined && <PanelsSection ask={ask} status={answer} />}
      </main>
      {answer !== undefined && (
        <footer>
          Hearthgate {answer.version}, Node {answer.node}, started {agoWords(answer.since)}
        </footer>
      )}
    </>
  );
}

function titleOf(fault: string | undefined, wrong: number): string {
  if (fault !== undefined) return 'away';
  return wrong === 0 ? 'all well' : `${wrong} to look at`;
}
