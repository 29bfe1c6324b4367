import type { Figure } from './figure.ts';

const head = ['case', 'measured', 'gateway', 'compared with', 'ratio', 'bar', ''];

/** A Markdown table that is aligned for the eye as well. */
export function tableText(figures: readonly Figure[]): string {
  const rows = [head, ...figures.map(cellsOf)];
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...figures.map((figure) => line(cellsOf(figure)))].join(
    '\n',
  );
}

function cellsOf({ part, what, gateway, reference, ratio, bar, isMet }: Figure): string[] {
  return [part, what, gateway, reference, ratio?.toFixed(2) ?? '', bar ?? '', verdictOf(bar, isMet)];
}

function verdictOf(bar: string | undefined, isMet: boolean): string {
  if (bar === undefined) return '';
  return isMet ? 'ok' : 'SHORT';
}
