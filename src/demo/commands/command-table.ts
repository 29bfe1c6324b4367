import type { CommandEnd, DemoCommand } from './demo-command.ts';
import { dnsCommands } from './dns-commands.ts';
import { mailCommands } from './mail-commands.ts';
import type { PanelStore } from './panel-store.ts';
import { stateCommands } from './state-commands.ts';
import { systemCommands, tmpFileCommand } from './system-commands.ts';
import { userCommands } from './user-commands.ts';
import { webCommands } from './web-commands.ts';

/** The commands that are files in the panel's `bin`. */
export const demoCommands: readonly DemoCommand[] = [
  ...userCommands,
  ...webCommands,
  ...mailCommands,
  ...dnsCommands,
  ...stateCommands,
  ...systemCommands,
];

const byName: ReadonlyMap<string, DemoCommand> = new Map(
  [...demoCommands, tmpFileCommand].map((command) => [command.name, command]),
);

export function findDemoCommand(name: string): DemoCommand | undefined {
  return byName.get(name);
}

/** Runs a command as the panel's shell does: with too few arguments it only says how it is used. */
export function runCommand({ name, options, run }: DemoCommand, args: readonly string[], store: PanelStore): CommandEnd {
  const required = options.split(' ').filter((option) => option !== '' && !option.startsWith('['));
  if (args.length < required.length) return { kind: 'done', exitCode: 1, output: `Usage: ${name} ${options}\n` };
  return run(args, store);
}
