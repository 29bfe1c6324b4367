import { type CommandEnd, done } from './demo-command.ts';

/** Names and values of one entry, in the order in which they are listed. */
export type Row = Readonly<Record<string, string>>;

/** What the panel's list commands print: JSON as its shell scripts write it where the format is `json`, columns otherwise. */
export function listed(rows: ReadonlyMap<string, Row>, format: string | undefined): CommandEnd {
  if (format === 'json') return done(`${JSON.stringify(Object.fromEntries(rows), undefined, 4)}\n`);
  return done(columns(rows));
}

function columns(rows: ReadonlyMap<string, Row>): string {
  const [first] = rows.values();
  if (first === undefined) return '';
  const names = ['NAME', ...Object.keys(first)];
  const cells = [...rows].map(([name, row]) => [name].concat(Object.values(row)));
  const lines = [names, names.map((name) => '-'.repeat(name.length)), ...cells];
  const widths = names.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)));
  const text = (line: readonly string[]): string => line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  return lines.map((line) => `${text(line).trimEnd()}\n`).join('');
}
