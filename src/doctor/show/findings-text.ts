import { printable } from '../../domain/text/printable.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import type { Finding, Grade, Mend } from '../look/finding.ts';

/** As wide as the longest part and the longest grade, and two spaces behind each. */
const partWidth = 15;
const gradeWidth = 9;
const indent = partWidth + gradeWidth;
const columns = 80;
/** Before the further lines of a command. */
const goesOn = '    ';

/** A table that fits into 80 columns: part, grade, what was found, and below it what puts it right. A single word may be longer. */
export function findingsText(findings: readonly Finding[]): string {
  return `${findings.map(findingText).join('')}\n${summary(findings)}\n`;
}

function findingText({ part, grade, what, mend }: Finding): string {
  const [first = '', ...others] = wrapText(printable(what), indent);
  const head = `${part.padEnd(partWidth)}${grade.padEnd(gradeWidth)}${first.slice(indent)}`;
  return [head, ...others, ...(mend === undefined ? [] : mendLines(mend))].map((line) => `${line}\n`).join('');
}

function mendLines({ kind, text }: Mend): readonly string[] {
  const shown = printable(text);
  if (kind === 'words') return wrapText(`→ ${shown}`, indent);
  return commandLines(shown);
}

/** A command that does not fit goes on behind a backslash, so that it can be pasted whole. With a long path it begins further left. */
function commandLines(command: string): readonly string[] {
  const widest = Math.max(...command.split(' ').map(({ length }) => length));
  const begin = indent + goesOn.length + widest > columns - 2 ? goesOn.length : indent;
  const lines = [`$`];
  for (const word of command.split(' ')) {
    const last = lines.at(-1) ?? '';
    const isFull = begin + last.length + 1 + word.length > columns - 2 && last !== '$';
    if (isFull) lines.push(`${goesOn}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line, at) => `${' '.repeat(begin)}${line}${at < lines.length - 1 ? ' \\' : ''}`);
}

const words: readonly (readonly [Grade, one: string, many: string])[] = [
  ['fault', 'fault', 'faults'],
  ['warning', 'warning', 'warnings'],
  ['unknown', 'unknown', 'unknown'],
  ['well', 'well', 'well'],
];

function summary(findings: readonly Finding[]): string {
  return words
    .map(([grade, one, many]) => ({ count: findings.filter((each) => each.grade === grade).length, one, many }))
    .filter(({ count }) => count > 0)
    .map(({ count, one, many }) => `${count} ${count === 1 ? one : many}`)
    .join(', ');
}
