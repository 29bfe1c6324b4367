import { exitCode } from '../terminal/exit-code.ts';
import { asWritten, required } from '../terminal/parameter.ts';
import { commandLine } from '../terminal/command-line.ts';

/** For health checks: the health page needs no token, and the faults of a file on disk are not those of the gateway that runs. */
export const ready = commandLine({
  name: 'ready',
  about: 'Tell whether the running gateway can judge, record and forward calls.',
  more: [
    'For health checks of containers and supervisors: exit code 0 where it can and 1 where not, with what is not well on standard error. It needs no token.',
  ],
  options: {
    config: required({
      placeholder: 'FILE',
      about: 'the configuration of the running gateway',
      completion: 'file',
      read: asWritten,
    }),
  },
  run: async ({ config }, terminal) => {
    const { gatewayToAsk, askHealth } = await import('./ask-admin.ts');
    const { status, body } = await askHealth(await gatewayToAsk(config, terminal));
    if (status === 200) return exitCode.ok;
    terminal.stderr.write(`hearthgate: not ready\n${body}`);
    return exitCode.nothing;
  },
});
