import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { printable } from '../../domain/text/printable.ts';
import { wrapText } from '../../terminal/wrap-text.ts';

type Fields = Readonly<Record<string, unknown>>;

const column = 'reported  '.length;

/** What `explain` prints, in lines of at most 80 columns. */
export function explanationText({ panel, from, key, command, steps, reason, answer, change, unread, isLive }: Fields): string {
  const verdict = reason === null ? 'permitted: the call goes to the panel' : `refused: ${textOf(reason)}`;
  const told = [
    ...wrapped(
      `${textOf(command) || 'no command'} with ${keyWords(textOf(key))} from ${textOf(from)}, at panel ${textOf(panel)}`,
    ),
    '',
    ...itemsOf(steps).map(fieldsOf).flatMap(stepLines),
    '',
    verdict,
    ...answerLines(answer),
    ...(change === null ? [] : wrapped(`to allow it: ${textOf(change)}`)),
    ...itemsOf(unread).flatMap((text) => wrapped(`could not be read: ${textOf(text)}`)),
    ...(isLive === true ? [] : ['', ...wrapped(offlineText)]),
  ];
  return told.map((line) => `${line}\n`).join('');
}

const offlineText = 'Not looked at: bans, and how far limits are used up; these the running gateway knows.';

function keyWords(key: string): string {
  if (key === '') return 'no key';
  return key === 'api-key' || key === 'password' ? `a credential (${key})` : `the key ${key}`;
}

function answerLines(answer: unknown): readonly string[] {
  if (answer === null) return [];
  const { status, exitCode, body } = fieldsOf(answer);
  return wrapped(`the client gets ${textOf(status)}, hestia-exit-code ${textOf(exitCode)}: ${textOf(body)}`);
}

function stepLines({ step, result, saw }: Fields): readonly string[] {
  const [first = '', ...others] = wrapText(printable(`${textOf(step)}: ${textOf(saw)}`), column);
  return [textOf(result).padEnd(column) + first.slice(column), ...others];
}

function wrapped(text: string): readonly string[] {
  return wrapText(printable(text));
}
