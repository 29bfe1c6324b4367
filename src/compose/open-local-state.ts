import { yamlValue } from '../config/text/yaml-value.ts';
import type { Clock } from '../domain/clock.ts';
import type { CommandTable } from '../domain/panel/command-facts.ts';
import type { Log } from '../domain/log.ts';
import type { Command, PanelStateSource } from '../domain/panel/panel-state.ts';
import type { StateSettings } from '../domain/policy/settings.ts';
import { commandOf } from '../hestia/files/command-options.ts';
import { createFilesState } from '../state/files/files-state.ts';
import { createStaticState } from '../state/static/static-state.ts';

export type LocalSource = Exclude<StateSettings['source'], { readonly kind: 'api' }>;

export interface StateParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly commands: CommandTable;
}

/** The state of a panel from files of this host. */
export function openLocalState(
  source: LocalSource,
  readApiKeys: boolean,
  { clock, log, commands }: StateParts,
): PanelStateSource {
  if (source.kind === 'files') return createFilesState({ settings: { root: source.root, readApiKeys }, clock, log });
  return createStaticState({ settings: source, parse: yamlValue, defaultCommands: shippedCommands(commands), clock, log });
}

export function shippedCommands(commands: CommandTable): ReadonlyMap<string, Command> {
  return new Map([...commands].map(([name, facts]) => [name, commandOf(name, facts.userArg)]));
}
