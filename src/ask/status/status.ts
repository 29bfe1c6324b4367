import { fieldsOf } from '../../domain/text/json-fields.ts';
import { exitCode } from '../../terminal/exit-code.ts';
import { flagOption } from '../../terminal/parameter.ts';
import { askingLine } from '../asking-line.ts';
import { statusContract } from '../contract/contracts.ts';
import type { GatewayQuestion } from '../gateway-question.ts';
import { jsonAnswer } from '../json-answer.ts';
import { statusFields } from './status-fields.ts';
import { statusText } from './status-text.ts';
import { watch } from './watch.ts';

const question: GatewayQuestion = {
  method: 'GET',
  path: '/status',
  contract: statusContract,
  answer: async (asked) => jsonAnswer(await statusFields(asked)),
};

export const status = askingLine({
  name: 'status',
  about: 'Show on one screen how the running gateway is.',
  more: [
    'Configuration, listeners, panels, calls of the last minute and hour, bans, keys with less than a fifth of their rate left, what is reported only, and what needs attention. Calls are those of this gateway; with Redis, bans and limits are those of all.',
    '--watch shows it again every two seconds until Ctrl-C, also while the gateway is away. The exit code is 0 where it answers.',
  ],
  examples: ['hearthgate status --watch'],
  options: { watch: flagOption('show it again every two seconds') },
  question,
  run: async ({ watch: again }, { ask }, terminal) => {
    const screen = async (): Promise<string> => statusText(fieldsOf(await ask(question)));
    if (again) return watch(screen, terminal);
    terminal.stdout.write(await screen());
    return exitCode.ok;
  },
});
