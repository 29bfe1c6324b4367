import type { ExplainedStep, Explanation } from '../../compose/explain/explanation.ts';
import { printable } from '../../domain/text/printable.ts';
import { wrapText } from '../../terminal/wrap-text.ts';

const column = 'refused  '.length;

/** What `explain` prints, in lines of at most 80 columns. */
export function explanationText({ panel, from, key, command, steps, reason, answer, change, unread }: Explanation): string {
  const verdict = reason === null ? 'permitted: the call goes to the panel' : `refused: ${reason}`;
  const told = [
    ...wrapped(`${command} with the key ${key} from ${from}, at panel ${panel}`),
    '',
    ...steps.flatMap(stepLines),
    '',
    verdict,
    ...(answer === null ? [] : wrapped(`the client gets ${answer.status}, hestia-exit-code ${answer.exitCode}: ${answer.body}`)),
    ...(change === null ? [] : wrapped(`to allow it: ${change}`)),
    ...unread.flatMap((text) => wrapped(`could not be read: ${text}`)),
    '',
    ...wrapped('Not looked at: bans, and how far limits are used up; these the running gateway knows.'),
  ];
  return told.map((line) => `${line}\n`).join('');
}

function stepLines({ step, result, saw }: ExplainedStep): readonly string[] {
  const [first = '', ...others] = wrapText(printable(`${step}: ${saw}`), column);
  return [result.padEnd(column) + first.slice(column), ...others];
}

function wrapped(text: string): readonly string[] {
  return wrapText(printable(text));
}
