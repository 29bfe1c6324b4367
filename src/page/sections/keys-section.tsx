import type { JSX } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import type { KeyFields, KeysAnswer, UsesAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { GatewayClock } from '../ask/gateway-clock.ts';
import { usePoll } from '../ask/use-poll.ts';
import { DataTable, type TableRow } from '../parts/data-table.tsx';
import { hasText } from '../parts/has-text.ts';
import { SearchField } from '../parts/search-field.tsx';
import { Section } from '../parts/section.tsx';
import { agoWords, dateTime } from '../parts/times.ts';
import { KeyDetails } from './key-details.tsx';
import { UsedPlaces } from './used-places.tsx';

const everyMs = 15_000;
const rowsShown = 100;
const placesShown = 3;

export function KeysSection({ ask }: { readonly ask: Ask }): JSX.Element {
  const { answer, fault } = usePoll('keys', everyMs, () => ask<KeysAnswer>('GET', '/keys'));
  const nowMs = useContext(GatewayClock)();
  const [wanted, setWanted] = useState('');
  const [opened, setOpened] = useState<string>();
  const all = useMemo(() => (answer?.keys ?? []).filter((each) => isWanted(each, wanted)).toSorted(byLastUse), [answer, wanted]);
  const shown = all.slice(0, rowsShown);
  const find = <SearchField label="Find" hint="key, user, panel, address" wanted={wanted} setWanted={setWanted} />;
  const rows = shown.map((each): TableRow => {
    const name = `${each.panel} ${each.key}`;
    const isOpen = opened === name;
    return {
      key: name,
      cells: [
        <button key="open" type="button" class="link" aria-expanded={isOpen} onClick={() => setOpened(isOpen ? undefined : name)}>
          <code>{each.key}</code>
        </button>,
        each.user,
        each.profiles?.join(', ') ?? 'everything',
        each.panel,
        ...useCells(each, nowMs),
      ],
      below: isOpen ? <KeyDetails ask={ask} known={each} /> : undefined,
    };
  });
  return (
    <Section id="keys" title="Keys" fault={fault} beside={find}>
      {answer !== undefined && (
        <>
          <DataTable
            label="Table of keys"
            heads={['key', 'user', 'profiles', 'panel', 'last use', 'accepted', 'refused', 'from']}
            rows={rows}
            empty={wanted === '' ? 'The panels have no access keys.' : 'No key is like that.'}
          />
          {all.length > rowsShown && <p>{all.length - rowsShown} more: find them by key, user, panel or address.</p>}
          <Deprecated answer={answer} nowMs={nowMs} />
          <p class="note">Recorded since {dateTime(answer.since)}.</p>
        </>
      )}
    </Section>
  );
}

function Deprecated({ answer, nowMs }: { readonly answer: KeysAnswer; readonly nowMs: number }): JSX.Element {
  return (
    <>
      <h3>API keys and passwords</h3>
      <DataTable
        label="API keys and passwords"
        heads={['credential', 'panel', 'last use', 'accepted', 'refused', 'from']}
        rows={answer.deprecated.map((each) => ({
          key: `${each.panel} ${each.credential} ${each.user ?? ''}`,
          cells: [each.user === undefined ? 'API keys' : `password of ${each.user}`, each.panel, ...useCells(each, nowMs)],
          below: each.from.length > placesShown ? <UsedPlaces from={each.from} /> : undefined,
        }))}
        empty="None was used."
      />
    </>
  );
}

function useCells({ lastUse, accepted, refused, from, incompleteSince }: UsesAnswer, nowMs: number): TableRow['cells'] {
  const places = from.slice(0, placesShown).map(({ address }) => address);
  return [
    lastUse === undefined ? 'never' : <time dateTime={lastUse}>{agoWords(lastUse, nowMs)}</time>,
    <Count key="accepted" calls={accepted} incompleteSince={incompleteSince} />,
    <Count key="refused" calls={refused} incompleteSince={incompleteSince} />,
    `${places.join(', ')}${from.length > placesShown ? ` and ${from.length - placesShown} more` : ''}` || '–',
  ];
}

/** At least so many, where some were not counted. */
function Count({
  calls,
  incompleteSince,
}: {
  readonly calls: number;
  readonly incompleteSince: string | undefined;
}): JSX.Element {
  if (incompleteSince === undefined) return <>{calls.toLocaleString()}</>;
  return (
    <>
      {calls.toLocaleString()} or more<span class="note"> (incomplete since {dateTime(incompleteSince)})</span>
    </>
  );
}

function isWanted({ key, user, panel, profiles, from }: KeyFields, wanted: string): boolean {
  return hasText([key, user, panel, ...(profiles ?? []), ...from.map(({ address }) => address)], wanted);
}

function byLastUse({ lastUse: one = '' }: UsesAnswer, { lastUse: other = '' }: UsesAnswer): number {
  if (one === other) return 0;
  return one < other ? 1 : -1;
}
