import type { ComponentChildren, JSX } from 'preact';

interface DataTableProps {
  /** Of what it is, for a screen reader. */
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly TableRow[];
  /** In place of rows where there are none. */
  readonly empty: string;
}

export interface TableRow {
  readonly key: string;
  readonly cells: readonly ComponentChildren[];
  /** Below the row, over its whole width. */
  readonly below?: ComponentChildren | undefined;
}

/** A table that is scrolled by itself where the screen is narrow, also by keyboard. */
export function DataTable({ label, heads, rows, empty }: DataTableProps): JSX.Element {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div class="table-frame" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head === '' ? <span class="hidden">what can be done</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, below }) => [
            <tr key={key}>
              {cells.map((cell, column) => (
                <td key={heads[column]}>{cell}</td>
              ))}
            </tr>,
            below !== undefined && (
              <tr key={`${key} below`} class="below">
                <td colSpan={heads.length}>{below}</td>
              </tr>
            ),
          ])}
        </tbody>
      </table>
    </div>
  );
}
