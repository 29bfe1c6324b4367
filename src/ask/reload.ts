import { exitCode } from '../terminal/exit-code.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';
import { askingLine, type RunningGateway } from './asking-line.ts';
import { changeLines, faultLines, readingOf } from './configuration-text.ts';
import { reloadContract } from './contract/contracts.ts';
import type { GatewayQuestion } from './gateway-question.ts';
import { jsonAnswer } from './json-answer.ts';

const question: GatewayQuestion = {
  method: 'POST',
  path: '/reload',
  contract: reloadContract,
  answer: async ({ configuration, log }) => {
    log.info('the configuration is read anew, as hearthgate reload asks');
    return jsonAnswer(await configuration.reload());
  },
};

/** What has changed on standard output; every fault on standard error. */
export const reload = askingLine({
  name: 'reload',
  about: 'Have the running gateway read its configuration anew, and put it in force.',
  more: [
    'It is in force between two requests; counters, bans, connections and calls in flight stay. What needs a restart is named. With a fault nothing changes: every fault is printed, and the exit code is 78. The audit files are opened anew in any case.',
  ],
  examples: ['hearthgate reload'],
  question,
  run: async (_values, { ask }: RunningGateway, { stdout, stderr }: Terminal) => {
    const { changes, faults } = readingOf(await ask(question));
    if (faults.length > 0) return tellFaults(faults, stderr);
    const inForce = changes.filter(({ needsRestart }) => !needsRestart);
    stdout.write(
      inForce.length === 0
        ? 'no setting has changed; the files that they name are read anew\n'
        : `configuration in force:\n${changeLines(inForce)}`,
    );
    const others = changes.filter(({ needsRestart }) => needsRestart);
    if (others.length > 0) stdout.write(`a restart is needed for:\n${changeLines(others)}`);
    return exitCode.ok;
  },
});

function tellFaults(faults: readonly string[], stderr: Output): number {
  stderr.write(`the configuration of before stays in force:\n${faultLines(faults)}`);
  return exitCode.config;
}
