import type { Figure } from './figure.ts';
import type { Verdict } from './verdict.ts';

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

function cellsOf({ part, what, gateway, reference, ratio, bar, verdict }: Figure): string[] {
  return [part, what, gateway, reference, ratio?.toFixed(2) ?? '', bar ?? '', verdictTexts[verdict.kind]];
}

const verdictTexts: Readonly<Record<Verdict['kind'], string>> = { ok: 'ok', short: 'SHORT', valid: '', 'not-valid': 'not valid' };
