import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { BanAnswer, BansAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { errorLine } from '../ask/error-line.ts';
import { usePoll } from '../ask/use-poll.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Question } from '../parts/dialog.tsx';
import { Section } from '../parts/section.tsx';
import { dateTime, spanWords } from '../parts/times.ts';
import { BanForm } from './ban-form.tsx';

interface BansProps {
  readonly ask: Ask;
  readonly mayAct: boolean;
}

const everyMs = 5000;

const causes: Readonly<Record<BanAnswer['cause'], string>> = {
  pair: 'failed logins of this key from there',
  address: 'failed logins from this address',
  network: 'failed logins from this network',
  key: 'failed logins of this key from everywhere; it works where it was used with success',
  manual: 'by hand',
};

export function BansSection({ ask, mayAct }: BansProps): JSX.Element {
  const { answer, fault, again } = usePoll('bans', everyMs, () => ask<BansAnswer>('GET', '/bans'));
  const [ending, setEnding] = useState<BanAnswer>();
  const [said, setSaid] = useState('');
  const act = async (what: string, doing: () => Promise<unknown>): Promise<void> => {
    setEnding(undefined);
    try {
      await doing();
      setSaid(what);
    } catch (error) {
      setSaid(errorLine(error));
    }
    again();
  };
  return (
    <Section id="bans" title="Bans and limits" fault={fault}>
      {answer !== undefined && (
        <DataTable
          label="Bans in force"
          heads={['panel', 'banned', 'because of', 'since', 'until', 'in a row', 'note', ...(mayAct ? [''] : [])]}
          rows={answer.bans.map((ban) => ({
            key: `${ban.panel} ${ban.subject} ${ban.cause}`,
            cells: cellsOf(ban, mayAct && (() => setEnding(ban))),
          }))}
          empty="No ban is in force."
        />
      )}
      {answer?.onThisGatewayAlone === true && (
        <p class="fault">Redis does not answer: these bans are known to this gateway alone.</p>
      )}
      <p role="status">{said}</p>
      {mayAct ? (
        <BanForm
          ban={(address, seconds, note) =>
            void act(`${address} is banned.`, () => ask('POST', '/bans', termsOf(address, seconds, note)))
          }
        />
      ) : (
        <p class="note">A token with the role operate may end bans and add some.</p>
      )}
      {ending !== undefined && (
        <Question
          title="End this ban?"
          yes="End the ban"
          close={() => setEnding(undefined)}
          confirmed={() => void act(`The ban of ${ending.subject} has ended.`, () => ask('DELETE', '/bans', targetOf(ending)))}
        >
          <p>
            {ending.subject} at panel {ending.panel}: {causes[ending.cause]}. Its calls are judged again at once, and its failed
            logins are forgotten.
          </p>
        </Question>
      )}
    </Section>
  );
}

function cellsOf(ban: BanAnswer, end: false | (() => void)): readonly (JSX.Element | string | number)[] {
  const { panel, subject, cause, since, until, leftSeconds, level, note = '' } = ban;
  return [
    panel,
    <code key="subject">{subject}</code>,
    causes[cause],
    since === undefined ? '–' : <time dateTime={since}>{dateTime(since)}</time>,
    <time key="until" dateTime={until}>
      {dateTime(until)} ({spanWords(leftSeconds)})
    </time>,
    level,
    note,
    ...(end === false
      ? []
      : [
          <button key="end" type="button" onClick={end} aria-label={`End the ban of ${subject}`}>
            end
          </button>,
        ]),
  ];
}

/** A pair is a key and a place. */
function targetOf({ panel, subject, cause }: BanAnswer): Readonly<Record<string, string>> {
  const [first = '', second] = subject.split(' ');
  if (cause === 'key') return { key: first, panel };
  if (cause === 'pair' && second !== undefined) return { key: first, address: second, panel };
  return { address: first, panel };
}

function termsOf(address: string, seconds: number, note: string): Readonly<Record<string, string>> {
  return { address, seconds: String(seconds), ...(note !== '' && { note }) };
}
