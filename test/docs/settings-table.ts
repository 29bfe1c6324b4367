import type { SchemaSetting } from '../config/settings-in.ts';

/** The manual's table of settings, as Markdown whose columns are as wide as their widest cells. */
export function settingsTable(settings: readonly SchemaSetting[]): string {
  const rows = [
    ['setting', 'type', 'default', 'meaning'],
    ...settings.map(({ path, typeText, defaultText, description }) => [
      code(path),
      typeText,
      defaultCell(defaultText),
      description,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const [head = '', ...lines] = rows.map((row) => lineOf(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  return [head, lineOf(widths.map((width) => '-'.repeat(width))), ...lines].join('\n');
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function defaultCell(text: string): string {
  return text === 'required' ? text : code(text);
}

function code(text: string): string {
  return `\`${text}\``;
}
