import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { StatusAnswer } from './ask/answers.ts';
import type { Ask } from './ask/ask.ts';
import type { AskFault } from './ask/ask-fault.ts';
import { GatewayClock, useGatewayClock } from './ask/gateway-clock.ts';
import type { Session } from './ask/session.ts';
import { usePoll } from './ask/use-poll.ts';
import { agoWords } from './parts/times.ts';
import { BansSection } from './bans/bans-section.tsx';
import { KeysSection } from './sections/keys-section.tsx';
import { LiveSection } from './sections/live-section.tsx';
import { PanelsSection } from './sections/panels-section.tsx';
import { TrafficSection } from './sections/traffic-section.tsx';
import { WrongSection } from './sections/wrong-section.tsx';
import { wrongWith } from './sections/wrong-with.ts';

interface OverviewProps {
  readonly session: Session;
  readonly ask: Ask;
  /** What became of the last attempt to sign in. */
  readonly said: string | undefined;
  readonly leave: () => void;
  /** The gateway knows the session no more. */
  readonly lost: () => void;
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
export function Overview({ session, ask, said, leave, lost }: OverviewProps): JSX.Element {
  const { answer, fault } = usePoll('status', statusEveryMs, () => ask<StatusAnswer>('GET', '/status'));
  useEffect(() => {
    if (fault?.kind === 'signed-out') lost();
  }, [fault]);
  const now = useGatewayClock(answer?.at);
  const wrong = answer === undefined ? [] : wrongWith(answer);
  useEffect(() => {
    document.title = `${titleOf(fault, wrong.length)} – Hearthgate`;
  }, [fault?.kind, wrong.length]);
  return (
    <GatewayClock.Provider value={now}>
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
          <button type="button" onClick={leave}>
            Sign out
          </button>
        </p>
      </header>
      <p role="status" class={fault === undefined ? 'hidden' : 'away'}>
        {fault !== undefined && `${awayWords(fault)} It is asked again every few seconds; what is shown is old.`}
      </p>
      <p role="alert" class={said === undefined ? 'hidden' : 'said'}>
        {said}
      </p>
      <main>
        <WrongSection wrong={wrong} isKnown={answer !== undefined} fault={fault} />
        <TrafficSection ask={ask} />
        <KeysSection ask={ask} />
        <LiveSection ask={ask} token={session.token} />
        <BansSection ask={ask} mayAct={session.role === 'operate'} />
        {answer !== undefined && <PanelsSection ask={ask} status={answer} />}
      </main>
      {answer !== undefined && (
        <footer>
          Hearthgate {answer.version}, Node {answer.node}, started {agoWords(answer.since, now())}
        </footer>
      )}
    </GatewayClock.Provider>
  );
}

function titleOf(fault: AskFault | undefined, wrong: number): string {
  if (fault !== undefined) return fault.kind === 'away' ? 'away' : 'fault';
  return wrong === 0 ? 'all well' : `${wrong} to look at`;
}

function awayWords({ kind, words }: AskFault): string {
  return kind === 'away' ? 'The gateway does not answer.' : `The gateway does not say how it is: ${words}.`;
}
