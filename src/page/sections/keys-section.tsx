import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { KeyFields, KeysAnswer, UsesAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { usePoll } from '../ask/use-poll.ts';
import { DataTable, type TableRow } from '../parts/data-table.tsx';
import { Section } from '../parts/section.tsx';
import { agoWords, dateTime } from '../parts/times.ts';
import { KeyDetails } from './key-details.tsx';

const everyMs = 15_000;
const rowsShown = 100;
const placesShown = 3;

export function KeysSection({ ask }: { readonly ask: Ask }): JSX.Element {
  const { answer, fault } = usePoll('keys', everyMs, () => ask<KeysAnswer>('GET', '/keys'));
  const [wanted, setWanted] = useState('');
  const [opened, setOpened] = useState<string>();
  const all = (answer?.keys ?? []).filter((each) => isWanted(each, wanted)).toSorted(byLastUse);
  const shown = all.slice(0, rowsShown);
  const find = (
    <label class="find">
      Find{' '}
      <input
        type="search"
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
        placeholder="key, user, panel, address"
      />
    </label>
  );
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
        ...useCells(each),
      ],
      below: isOpen ? <KeyDetails ask={ask} keyId={each.key} panel={each.panel} /> : undefined,
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
          <Deprecated answer={answer} />
          <p class="note">Recorded since {dateTime(answer.since)}.</p>
        </>
      )}
    </Section>
  );
}

function Deprecated({ answer }: { readonly answer: KeysAnswer }): JSX.Element {
  return (
    <>
      <h3>API keys and passwords</h3>
      <DataTable
        label="API keys and passwords"
        heads={['credential', 'panel', 'last use', 'accepted', 'refused', 'from']}
        rows={answer.deprecated.map((each) => ({
          key: `${each.panel} ${each.credential} ${each.user ?? ''}`,
          cells: [each.user === undefined ? 'API keys' : `password of ${each.user}`, each.panel, ...useCells(each)],
        }))}
        empty="None was used."
      />
    </>
  );
}

function useCells({ lastUse, accepted, refused, from }: UsesAnswer): TableRow['cells'] {
  const places = from.slice(0, placesShown).map(({ address }) => address);
  return [
    lastUse === undefined ? 'never' : <time dateTime={lastUse}>{agoWords(lastUse)}</time>,
    accepted.toLocaleString(),
    refused.toLocaleString(),
    `${places.join(', ')}${from.length > placesShown ? ` and ${from.length - placesShown} more` : ''}` || '–',
  ];
}

function isWanted({ key, user, panel, from }: KeyFields, wanted: string): boolean {
  return [key, user, panel, ...from.map(({ address }) => address)].some((text) => text.includes(wanted.trim()));
}

function byLastUse({ lastUse: one = '' }: UsesAnswer, { lastUse: other = '' }: UsesAnswer): number {
  return other.localeCompare(one);
}
