import type { JSX } from 'preact';
import type { DecisionLine } from '../ask/answers.ts';
import { DataTable } from '../parts/data-table.tsx';
import { clockTime, dateAndSeconds } from '../parts/times.ts';

interface DecisionsTableProps {
  readonly label: string;
  readonly decisions: readonly DecisionLine[];
  readonly empty: string;
  readonly explain: (decision: DecisionLine) => void;
  /** The day, too: they are not of this moment. */
  readonly hasDays?: boolean;
}

export function DecisionsTable({ label, decisions, empty, explain, hasDays = false }: DecisionsTableProps): JSX.Element {
  const rows = decisions.map((decision) => ({
    key: `${decision.id} ${decision.event}`,
    cells: [
      <time key="time" dateTime={decision.time}>
        {hasDays ? dateAndSeconds(decision.time) : clockTime(decision.time)}
      </time>,
      <Outcome key="outcome" decision={decision} />,
      decision.command ?? '–',
      <code key="key">{decision.key ?? decision.credential ?? '–'}</code>,
      decision.address ?? '–',
      decision.panel ?? '–',
      `${decision.totalMs} ms`,
      isExplainable(decision) && (
        <button key="explain" type="button" onClick={() => explain(decision)} aria-label={`Explain ${decision.id}`}>
          explain
        </button>
      ),
    ],
  }));
  return (
    <DataTable
      label={label}
      heads={['time', 'outcome', 'command', 'key', 'from', 'panel', 'took', '']}
      rows={rows}
      empty={empty}
    />
  );
}

function Outcome({ decision }: { readonly decision: DecisionLine }): JSX.Element {
  const { event, reason, exitCode, wouldRefuse } = decision;
  if (event === 'refused') return <span class="outcome refused">refused: {reason}</span>;
  if (wouldRefuse !== undefined) return <span class="outcome reported">would be refused: {wouldRefuse.join(', ')}</span>;
  return <span class="outcome permitted">permitted{exitCode !== undefined && `, exit code ${exitCode}`}</span>;
}

/** The gateway explains calls of a key that it knows. */
function isExplainable({ key, command, address }: DecisionLine): boolean {
  return key !== undefined && key !== 'unknown' && command !== undefined && command !== '?' && address !== undefined;
}
