import { isAccessKeyId } from '../../domain/call/bounds.ts';
import { fieldsOf } from '../../domain/text/json-fields.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { asWritten, flagOption, optional, required } from '../../terminal/parameter.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { askingLine } from '../asking-line.ts';
import { suggestContract } from '../contract/contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { suggestion } from './suggestion.ts';
import { suggestionText } from './suggestion-text.ts';

/** `?key=ID`, and `&panel=NAME`. */
const question: GatewayQuestion = {
  method: 'GET',
  path: '/suggest',
  contract: suggestContract,
  answer: async ({ uses }, query) => {
    const key = query.get('key') ?? '';
    if (!isAccessKeyId(key)) return { status: 400, body: 'expected key=ID of an access key\n' };
    return jsonAnswer(await suggestion(uses, key, query.get('panel') ?? undefined));
  },
};

export const suggest = askingLine({
  name: 'suggest',
  about: 'Print the least that an access key needs: profile, addresses and rate, as files ready to use.',
  more: [
    'Every call of the key that the panel accepted since the record of uses began would still have worked under them. Lines that begin with # say how often and when last each command was seen, and what to be careful about.',
    'It prints what to write and changes nothing. Exit code 1: no panel has such a key, or none of its calls was accepted.',
  ],
  examples: ['hearthgate suggest --key ID --diff'],
  options: {
    key: required({ placeholder: 'ID', about: 'the id of an access key', read: keyIn }),
    panel: optional({ placeholder: 'NAME', about: 'at this panel alone', read: asWritten }),
    diff: flagOption('print what the key may do now and does not need, instead of files'),
  },
  question,
  run: async ({ key, panel, diff }, { ask }, { stdout }) => {
    const answer = fieldsOf(await ask(question, panel === undefined ? { key } : { key, panel }));
    const { text, isAny } = suggestionText(answer, diff);
    stdout.write(text);
    return isAny ? exitCode.ok : exitCode.nothing;
  },
});

function keyIn(text: string): string {
  if (!isAccessKeyId(text))
    throw new UsageError(`expected the id of an access key (20 letters and digits), found ${JSON.stringify(text)}`);
  return text;
}
