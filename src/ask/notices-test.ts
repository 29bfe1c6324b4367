import { fieldsOf, textOf } from '../domain/text/json-fields.ts';
import { printable } from '../domain/text/printable.ts';
import { exitCode } from '../terminal/exit-code.ts';
import { askingLine } from './asking-line.ts';
import { noticesTestContract } from './contract/contracts.ts';
import type { GatewayQuestion } from './gateway-question.ts';
import { jsonAnswer } from './json-answer.ts';

const question: GatewayQuestion = {
  method: 'POST',
  path: '/notices/test',
  contract: noticesTestContract,
  answer: async ({ notices, log }) => {
    const tried = await notices.test();
    if (tried === undefined)
      return { status: 409, body: 'the configuration in force has no notices; set notices.url and notices.secretFile\n' };
    log.info('a test notice was sent, as hearthgate notices test asks', { id: tried.id, status: tried.status });
    return jsonAnswer(tried);
  },
};

const shownCharacters = 200;

export const noticesTest = askingLine({
  name: 'notices test',
  about: 'Have the running gateway send a test notice, and print what its receiver answered.',
  more: [
    'It is sent once, beside those that wait, to the receiver of the configuration in force. The exit code is 1 where the receiver does not take it.',
  ],
  examples: ['hearthgate notices test'],
  question,
  run: async (_values, { ask }, { stdout, stderr }) => {
    const { to, id, status, fault, answer } = fieldsOf(await ask(question));
    const body = printable(textOf(answer).trim().slice(0, shownCharacters));
    if (fault !== undefined) {
      stderr.write(`hearthgate: ${textOf(to)} did not take the notice ${textOf(id)}: ${textOf(fault)}\n`);
      if (body !== '') stderr.write(`it says: ${body}\n`);
      return exitCode.notTaken;
    }
    stdout.write(`${textOf(to)} took the notice ${textOf(id)}: it answered ${textOf(status)}\n`);
    if (body !== '') stdout.write(`it says: ${body}\n`);
    return exitCode.ok;
  },
});
