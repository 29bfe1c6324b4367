import { wrapText } from '../../terminal/wrap-text.ts';
import type { PlayedCase } from './tour-case.ts';

const widths = { number: 2, call: 33, reason: 21, answer: 15 } as const;

/** The tour as a table that fits 80 columns. What did not go as expected is told in full below its row. */
export function tourTable(played: readonly PlayedCase[]): string {
  const head = row(['#', 'call', 'reason', 'answer'], '');
  const rule = row(
    Object.values(widths).map((width) => '-'.repeat(width)),
    '--',
  );
  const rows = played.flatMap((one, index) => {
    const isNewTheme = one.theme !== played[index - 1]?.theme;
    return isNewTheme ? ['', one.theme, ...linesOf(one, index + 1)] : linesOf(one, index + 1);
  });
  return `${[head, rule, ...rows].join('\n')}\n`;
}

function linesOf(played: PlayedCase, number: number): readonly string[] {
  const { title, expected, came, isAsExpected } = played;
  const answer = printable(typeof came === 'string' ? came : answerText(came));
  const cells = [String(number), title, expected.reason ?? '', answer];
  if (isAsExpected) return [row(cells, 'ok')];
  return [
    row(cells, 'WRONG'),
    ...wrapText(`expected: ${expected.reason ?? 'an answer of the panel'}: ${answerText(expected)}`, 5),
    ...wrapText(`came: ${played.reason ?? 'an answer of the panel, or none'}: ${answer}`, 5),
  ];
}

/** Status, exit code and body. */
function answerText(answer: { readonly status: number; readonly exitCode: number | undefined; readonly body: string }): string {
  return `${answer.status} ${String(answer.exitCode ?? '-').padStart(3)} ${answer.body}`;
}

function row(cells: readonly string[], verdict: string): string {
  const all = Object.values(widths);
  const fit = cells.map((cell, at) => fitted(cell, all[at] ?? 0, at === 0));
  return `${fit.join(' ')} ${verdict}`.trimEnd();
}

function fitted(text: string, width: number, isNumber: boolean): string {
  if (isNumber) return text.padStart(width);
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

/** What a terminal would obey, and what it might show as more than one column, becomes a question mark. */
function printable(text: string): string {
  return text.replaceAll(/[^ -~]/g, '?');
}
