import { exitCode } from '../terminal/exit-code.ts';
import { flagOption } from '../terminal/parameter.ts';
import { jsonText } from '../terminal/json-text.ts';
import { configOption } from '../terminal/config-option.ts';
import { commandLine } from '../terminal/command-line.ts';

/** For health checks: the health page needs no token, and the faults of a file on disk are not those of the gateway that runs. */
export const ready = commandLine({
  name: 'ready',
  about: 'Tell whether the running gateway can judge, record and forward calls.',
  more: [
    'For health checks of containers and supervisors: exit code 0 where it can and 1 where not, with what is not well on standard error. It needs no token.',
  ],
  options: {
    json: flagOption('print JSON'),
    config: configOption('the configuration of the running gateway'),
  },
  run: async ({ config, json }, terminal) => {
    const { gatewayToAsk, askHealth } = await import('./ask-admin.ts');
    const gateway = await gatewayToAsk(config, terminal);
    const { status, body } = await askHealth(gateway).catch((error: unknown) => {
      throw gateway.fault ?? error;
    });
    const isReady = status === 200;
    if (json) terminal.stdout.write(jsonText({ isReady, parts: body.split('\n').slice(0, -1) }));
    if (isReady || json) return isReady ? exitCode.ok : exitCode.nothing;
    terminal.stderr.write(`hearthgate: not ready\n${body}`);
    return exitCode.nothing;
  },
});
