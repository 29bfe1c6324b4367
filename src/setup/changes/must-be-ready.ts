import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../domain/start-error.ts';
import { configurationFile, gatewayUser } from '../../host/installed.ts';
import { runProgram } from '../../host/run-program.ts';

const usualPatienceMs = 30_000;
const pauseMs = 250;

/**
 * Waits until the gateway that was started says that it is ready. It is asked as its own user: root opens nothing below that user's folders.
 *
 * @throws StartError with what the gateway says is not well
 */
export async function mustBeReady(program: readonly string[], patienceMs = usualPatienceMs): Promise<void> {
  const asUser = ['--reuid', gatewayUser, '--regid', gatewayUser, '--init-groups', '--'];
  const question = [...asUser, ...program, 'ready', '--config', configurationFile];
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const { code, stderr } = await runProgram('setpriv', question);
    if (code === 0) return;
    if (performance.now() > endMs) throw new StartError('EHOST', `the gateway is not ready: ${whatIsWrong(stderr)}`);
    await sleep(pauseMs);
  }
}

function whatIsWrong(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '' && line !== 'hearthgate: not ready');
  return `${lines.join('; ').replace(/^hearthgate: /, '') || 'it says nothing'}; see journalctl --unit hearthgate.service`;
}
