import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { BanAnswer } from '../ask/answers.ts';
import { DataTable } from '../parts/data-table.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { dateTime, spanWords } from '../parts/times.ts';
import { hasText } from '../parts/has-text.ts';
import { causeWords } from './ban-words.ts';

interface BansTableProps {
  readonly bans: readonly BanAnswer[];
  /** Undefined: who looks may not. */
  readonly end: ((ban: BanAnswer) => void) | undefined;
}

const mostRows = 100;

/** The newest bans, and a search for the others. */
export function BansTable({ bans, end }: BansTableProps): JSX.Element {
  const [wanted, setWanted] = useState('');
  const found = useMemo(() => bans.filter((ban) => isLike(ban, wanted)).toSorted(newestFirst), [bans, wanted]);
  const shown = found.slice(0, mostRows);
  return (
    <>
      {bans.length > 0 && (
        <div class="filters">
          <SearchField label="Find a ban" hint="address, key, panel, note" wanted={wanted} setWanted={setWanted} />
          <span class="note">{countWords(bans.length, found.length, shown.length)}</span>
        </div>
      )}
      <DataTable
        label="Bans in force"
        heads={['panel', 'banned', 'because of', 'since', 'until', 'in a row', 'note', ...(end === undefined ? [] : [''])]}
        rows={shown.map((ban) => ({
          key: `${ban.panel} ${ban.subject} ${ban.cause}`,
          cells: [...cellsOf(ban), ...(end === undefined ? [] : [<EndButton key="end" ban={ban} end={end} />])],
        }))}
        empty={bans.length === 0 ? 'No ban is in force.' : 'No ban is like that.'}
      />
    </>
  );
}

function EndButton({ ban, end }: { readonly ban: BanAnswer; readonly end: (ban: BanAnswer) => void }): JSX.Element {
  return (
    <button type="button" onClick={() => end(ban)} aria-label={`End the ban of ${ban.subject} at ${ban.panel}`}>
      end
    </button>
  );
}

function cellsOf({
  panel,
  subject,
  cause,
  since,
  until,
  leftSeconds,
  level,
  note = '',
}: BanAnswer): readonly (JSX.Element | string | number)[] {
  return [
    panel,
    <code key="subject">{subject}</code>,
    causeWords[cause],
    since === undefined ? '–' : <time dateTime={since}>{dateTime(since)}</time>,
    <time key="until" dateTime={until}>
      {dateTime(until)} ({spanWords(leftSeconds)})
    </time>,
    level,
    note,
  ];
}

function countWords(all: number, found: number, shown: number): string {
  const inForce = all === 1 ? '1 ban is in force' : `${all.toLocaleString()} bans are in force`;
  const like = found === all ? '' : `, ${found.toLocaleString()} like that`;
  return `${inForce}${like}${shown < found ? `; the newest ${shown} are shown` : ''}.`;
}

function isLike({ panel, subject, cause, note = '' }: BanAnswer, wanted: string): boolean {
  return hasText([panel, subject, causeWords[cause], note], wanted);
}

/** Those of another gateway, of which no beginning is known, are last. */
function newestFirst({ since: one = '' }: BanAnswer, { since: other = '' }: BanAnswer): number {
  if (one === other) return 0;
  return one < other ? 1 : -1;
}
