import { printable } from '../domain/text/printable.ts';

/** A table for a terminal: columns two spaces apart, no space at the end of a line. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // Cells are text of others; a line feed in one would begin a row.
  const shown = rows.map((cells) => cells.map(printable));
  const widths = head.map((title, column) =>
    shown.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [head, ...shown].map((cells) => `${line(cells)}\n`).join('');
}
