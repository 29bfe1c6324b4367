import { parseDuration } from '../../config/units/parse-duration.ts';
import { fieldsOf, itemsOf, textOf } from '../../domain/text/json-fields.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { asWritten, optional } from '../../terminal/parameter.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { askingLine } from '../asking-line.ts';
import { reportContract } from '../contract/contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { reportedIn } from './reported.ts';
import { reportText } from './report-text.ts';

const dayMs = 86_400_000;

/** `?panel=NAME`, or of every panel; `&seconds=COUNT`, or of all that is recorded. */
const question: GatewayQuestion = {
  method: 'GET',
  path: '/report',
  contract: reportContract,
  answer: async ({ uses, status }, query) => {
    const text = query.get('seconds');
    const seconds = text === null ? undefined : Number(text);
    if (seconds !== undefined && !(Number.isSafeInteger(seconds) && seconds > 0))
      return { status: 400, body: 'expected seconds as a whole number above zero\n' };
    const sinceMs = seconds === undefined ? 0 : uses.atMs() - seconds * 1000;
    return jsonAnswer(await reportedIn({ uses, panels: status.panels }, query.get('panel') ?? undefined, sinceMs));
  },
};

export const report = askingLine({
  name: 'report',
  about: 'Show which calls would have been refused, were the reasons not reported only.',
  more: [
    'For each credential and place: why, how often, since when, by which commands, and what to change so that these calls are permitted once report-only ends.',
    'Exit code 1: there were none.',
  ],
  examples: ['hearthgate report --since 7d'],
  options: {
    panel: optional({ placeholder: 'NAME', about: 'show those of this panel alone', read: asWritten }),
    since: optional({
      placeholder: 'DURATION',
      about: 'leave out what was last seen longer ago (30d unless it is said)',
      read: msIn,
    }),
  },
  question,
  run: async ({ panel, since = 30 * dayMs }, { ask }, { stdout }) => {
    const parameters = { seconds: String(Math.ceil(since / 1000)), ...(panel !== undefined && { panel }) };
    const answer = fieldsOf(await ask(question, parameters));
    stdout.write(reportText(answer));
    return itemsOf(answer['wouldRefuse']).length > 0 ? exitCode.ok : exitCode.nothing;
  },
});

function msIn(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1000)
    throw new UsageError(`expected a duration such as 30d or 12h, found ${JSON.stringify(textOf(text))}`);
  return ms;
}
