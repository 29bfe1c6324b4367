import { commandLine } from '../../terminal/command-line.ts';
import { configOption } from '../../terminal/config-option.ts';
import { flagOption } from '../../terminal/parameter.ts';

/** Looks at the host, its panel and the gateway. */
export const doctorLine = commandLine({
  name: 'doctor',
  about: 'Look at the gateway, its host and the panel, and tell what stands and what mends the rest.',
  more: [
    'Run by root, on the host of the gateway and on that of the panel. It changes nothing, and calls no API: it reads files, shakes hands with the web server of the panel, and asks that of a panel on another host for its date.',
    'Each part is well, a warning, a fault, or unknown, with the command or line that mends it. The exit code is 0 where all is well, 1 with a warning or something unknown, and 2 with a fault.',
  ],
  examples: ['hearthgate doctor', 'hearthgate doctor --json'],
  options: {
    record: flagOption('keep the worst grade for the metrics of the gateway; the timer does'),
    json: flagOption('print JSON'),
    config: configOption('the configuration of the gateway'),
  },
  run: async (values, terminal) => {
    const { runDoctor } = await import('./run-doctor.ts');
    return runDoctor(values, terminal);
  },
});
