import { UsageError } from '../../terminal/usage-error.ts';
import { commandLine } from '../../terminal/command-line.ts';
import { asWritten, flagOption, optional } from '../../terminal/parameter.ts';

const setupModes = ['beside', 'inside'] as const;
const maxPort = 65_535;

/** Puts the gateway before the panel of this host, and takes it back. */
export const setupLine = commandLine({
  name: 'setup',
  about: "Put the gateway before this host's panel, step by step, or take it back.",
  more: [
    "Run by root on the panel's host. Without an option it looks at the host and prints a plan: each file with what changes in it, and each command, with the reason. Nothing is changed.",
    '--apply makes the plan, and checks each step. --undo takes everything back, also after it was broken off; what others changed since stays and is named. With --confirm, --apply is taken back after that time unless --keep was called.',
    '--close lets the panel take API calls from its own host alone; it is refused while the logs of the panel show direct calls within seven days, and names them; --close --anyway closes all the same. --bypass opens the direct way again, with the gateway, Redis and the configuration broken; --resume closes it.',
    'With beside the gateway has a port of its own, and clients change the port when they can. With inside the web server of the panel hands the API to the gateway, and no client changes anything.',
  ],
  examples: [
    'hearthgate setup',
    'hearthgate setup --apply --confirm 10m',
    'hearthgate setup --keep',
    'hearthgate setup --bypass',
  ],
  options: {
    apply: flagOption('make the plan'),
    undo: flagOption('take back everything that setup has changed'),
    close: flagOption('let the panel take API calls from its own host alone'),
    bypass: flagOption('open the direct way to the panel again'),
    resume: flagOption('close what --bypass opened'),
    mend: flagOption('make again what an upgrade of the panel undid in its own files'),
    keep: flagOption('confirm what was made with --confirm'),
    anyway: flagOption('with --close: also where somebody called the panel directly within seven days'),
    confirm: optional({
      placeholder: 'DURATION',
      about: 'with --apply: take it back after this time, such as 10m',
      read: asWritten,
    }),
    overdue: flagOption('with --undo: only where the time for confirming is over; a timer calls it so'),
    mode: optional({
      placeholder: 'MODE',
      about: 'beside or inside; that of what is set up, else beside',
      completion: setupModes,
      read: (text) => {
        const mode = setupModes.find((each) => each === text);
        if (mode === undefined) throw new UsageError(`expected beside or inside, found ${JSON.stringify(text)}`);
        return mode;
      },
    }),
    port: optional({
      placeholder: 'PORT',
      about: 'of the gateway beside the panel, or of the API for the gateway inside; by default one that is free',
      read: (text) => {
        const port = Number(text);
        if (!/^\d+$/.test(text) || port < 1 || port > maxPort)
          throw new UsageError(`expected a port, found ${JSON.stringify(text)}`);
        return port;
      },
    }),
    json: flagOption('print JSON: the plan, or what has been made'),
  },
  run: async (values, terminal) => {
    const { runSetup } = await import('./run-setup.ts');
    return runSetup(values, terminal);
  },
});
