import { nearestKey } from '../../config/text/nearest-key.ts';
import { presetProfiles } from '../../config/sections/limits-section.ts';
import type { Command, PanelState } from '../../domain/panel/panel-state.ts';
import type { Policy } from '../../domain/policy/policy.ts';

/** What is known of the names that a panel has. */
export interface KnownNames {
  readonly commands: ReadonlyMap<string, Command>;
  /** Undefined: that is not known. */
  readonly profiles: ReadonlySet<string> | undefined;
}

export function namesIn({ commands, profiles, unknown }: PanelState): KnownNames {
  return { commands, profiles: new Set([...profiles.keys(), ...unknown.profiles]) };
}

/** Names in a policy that the panel does not have, or for which the setting changes nothing, in words. */
export function unknownNames({ limits, auth }: Policy, known: KnownNames): readonly string[] {
  return [
    ...[...limits.commands.keys()].flatMap((name) => commandFault('limits.commands', name, known)),
    ...[...limits.profiles.keys()].flatMap((name) => profileFault(name, known)),
    ...[...auth.unscopedCommands].flatMap((name) => unscopedFault(name, known)),
  ];
}

function commandFault(setting: string, name: string, { commands }: KnownNames): readonly string[] {
  return commands.has(name) ? [] : [`${setting}: the panel has no command ${name}${meantText(name, [...commands.keys()])}`];
}

function profileFault(name: string, { profiles }: KnownNames): readonly string[] {
  if (profiles === undefined || profiles.has(name) || presetProfiles.has(name)) return [];
  return [`limits.profiles: the panel has no profile ${name}${meantText(name, [...profiles])}`];
}

function unscopedFault(name: string, known: KnownNames): readonly string[] {
  const command = known.commands.get(name);
  if (command === undefined) return commandFault('auth.unscopedCommands', name, known);
  return command.userArg === 0
    ? []
    : [`auth.unscopedCommands: argument ${command.userArg} of ${name} is a user, so it changes nothing there; leave it out`];
}

function meantText(name: string, known: readonly string[]): string {
  const meant = nearestKey(name, known);
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}
