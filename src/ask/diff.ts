import { exitCode } from '../terminal/exit-code.ts';
import { askingLine } from './asking-line.ts';
import { faultLines, markedLines, readingOf } from './configuration-text.ts';
import { diffContract } from './contract/contracts.ts';
import type { GatewayQuestion } from './gateway-question.ts';
import { jsonAnswer } from './json-answer.ts';

const question: GatewayQuestion = {
  method: 'GET',
  path: '/diff',
  contract: diffContract,
  answer: async ({ configuration }) => jsonAnswer(await configuration.compare()),
};

export const diff = askingLine({
  name: 'diff',
  about: 'Show what the configuration file says otherwise than the configuration in force.',
  more: [
    'The exit code is 0 where they say the same, and 1 where they do not. The running gateway reads the file, and changes nothing.',
  ],
  examples: ['hearthgate diff'],
  question,
  run: async (_values, { ask }, { stdout, stderr }) => {
    const { changes, faults } = readingOf(await ask(question));
    if (faults.length > 0) {
      stderr.write(`the configuration file cannot be used:\n${faultLines(faults)}`);
      return exitCode.config;
    }
    stdout.write(markedLines(changes));
    return changes.length === 0 ? exitCode.ok : exitCode.different;
  },
});
