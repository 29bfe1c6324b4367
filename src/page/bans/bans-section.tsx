import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { AddedAnswer, BanAnswer, BansAnswer, EndedAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { askFaultOf } from '../ask/ask-fault.ts';
import { usePoll } from '../ask/use-poll.ts';
import { Question } from '../parts/dialog.tsx';
import { Section } from '../parts/section.tsx';
import { BanForm, type TypedBan } from './ban-form.tsx';
import { addedWords, endedWords, endingWords } from './ban-words.ts';
import { BansTable } from './bans-table.tsx';
import { LimitsForm } from './limits-form.tsx';

interface BansProps {
  readonly ask: Ask;
  readonly mayAct: boolean;
}

interface Said {
  readonly words: string;
  readonly isFault: boolean;
}

const everyMs = 5000;

export function BansSection({ ask, mayAct }: BansProps): JSX.Element {
  const { answer, fault, again } = usePoll('bans', everyMs, () => ask<BansAnswer>('GET', '/bans'));
  const [ending, setEnding] = useState<BanAnswer>();
  const [said, setSaid] = useState<Said>();
  const saidPlace = useRef<HTMLParagraphElement>(null);
  /** @returns whether it was done */
  const act = async (doing: () => Promise<string>): Promise<boolean> => {
    const result = await doing().then(
      (words) => ({ words, isFault: false }),
      (error: unknown) => ({ words: `Not done: ${askFaultOf(error).words}`, isFault: true }),
    );
    setSaid(result);
    again();
    return !result.isFault;
  };
  const end = async (ban: BanAnswer): Promise<void> => {
    // Its row, in which the focus is, goes with the ban.
    saidPlace.current?.focus();
    await act(async () => endedWords(await ask<EndedAnswer>('DELETE', '/bans', targetOf(ban))));
  };
  const add = ({ address, seconds, note }: TypedBan): Promise<boolean> =>
    act(async () => {
      const terms = { address, seconds: String(seconds), ...(note !== '' && { note }) };
      return addedWords(await ask<AddedAnswer>('POST', '/bans', terms), seconds);
    });
  return (
    <Section id="bans" title="Bans and limits" fault={fault}>
      {answer !== undefined && <BansTable bans={answer.bans} end={mayAct ? setEnding : undefined} />}
      {answer?.onThisGatewayAlone === true && (
        <p class="fault">Redis does not answer: these bans are known to this gateway alone.</p>
      )}
      <p role="status" ref={saidPlace} tabIndex={-1} class={said?.isFault === true ? 'fault' : ''}>
        {said?.words}
      </p>
      {mayAct ? <BanForm ban={add} /> : <p class="note">A token with the role operate may end bans and add some.</p>}
      <LimitsForm ask={ask} />
      {ending !== undefined && (
        <Question
          title={`End the ban of ${ending.subject}?`}
          yes="End the ban"
          closed={() => setEnding(undefined)}
          confirmed={() => void end(ending)}
        >
          <p>{endingWords(ending)}</p>
        </Question>
      )}
    </Section>
  );
}

/** A pair is a key and a place. */
function targetOf({ panel, subject, cause }: BanAnswer): Readonly<Record<string, string>> {
  const [first = '', second] = subject.split(' ');
  if (cause === 'key') return { key: first, panel };
  if (cause === 'pair' && second !== undefined) return { key: first, address: second, panel };
  return { address: first, panel };
}
