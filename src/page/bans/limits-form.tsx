import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { LimitsAnswer } from '../ask/answers.ts';
import type { Ask } from '../ask/ask.ts';
import { askFaultOf } from '../ask/ask-fault.ts';
import { DataTable } from '../parts/data-table.tsx';
import { spanWords } from '../parts/times.ts';

type Found =
  | { readonly kind: 'counted'; readonly target: string; readonly counted: LimitsAnswer['counted'] }
  | { readonly kind: 'fault'; readonly words: string };

/** What is counted for an address or a key, when somebody asks. */
export function LimitsForm({ ask }: { readonly ask: Ask }): JSX.Element {
  const [target, setTarget] = useState('');
  const [found, setFound] = useState<Found>();
  const turn = useRef(0);
  const look = async (): Promise<void> => {
    turn.current += 1;
    const mine = turn.current;
    const wanted = target.trim();
    const result = await ask<LimitsAnswer>('GET', '/limits', isKey(wanted) ? { key: wanted } : { address: wanted }).then(
      ({ counted }): Found => ({ kind: 'counted', target: wanted, counted }),
      (error: unknown): Found => ({ kind: 'fault', words: askFaultOf(error).words }),
    );
    if (mine === turn.current) setFound(result);
  };
  return (
    <>
      <h3>Limits</h3>
      <form
        class="filters"
        aria-label="Look up limits"
        onSubmit={(event) => {
          event.preventDefault();
          if (target.trim() !== '') void look();
        }}
      >
        <label>
          limits of address or key{' '}
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={target}
            onInput={(event) => setTarget(event.currentTarget.value)}
          />
        </label>
        <button type="submit">Show</button>
      </form>
      <div role="status">
        {found?.kind === 'fault' && <p class="fault">{found.words}</p>}
        {found?.kind === 'counted' && <CountedTable {...found} />}
      </div>
    </>
  );
}

function CountedTable({ target, counted }: Extract<Found, { kind: 'counted' }>): JSX.Element {
  return (
    <>
      <DataTable
        label={`Counted for ${target}`}
        heads={['panel', 'counted', 'used', 'resets in', 'refused for']}
        rows={counted.map(({ panel, counted: what, used, of, resetSeconds, refusedSeconds }) => ({
          key: `${panel} ${what}`,
          cells: [
            panel,
            what,
            `${used.toLocaleString()} of ${of.toLocaleString()}`,
            spanOrNone(resetSeconds),
            spanOrNone(refusedSeconds),
          ],
        }))}
        empty={`Nothing is counted for ${target}.`}
      />
      {counted.some(({ onThisGatewayAlone }) => onThisGatewayAlone) && (
        <p class="fault">Redis does not answer: these are the counts of this gateway alone.</p>
      )}
    </>
  );
}

/** An address has a dot or a colon. */
function isKey(target: string): boolean {
  return /^[0-9A-Za-z]+$/.test(target);
}

function spanOrNone(seconds: number | undefined): string {
  return seconds === undefined ? '–' : spanWords(seconds);
}
