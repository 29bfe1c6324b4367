import type { AccessKey, Command, PanelState } from './panel-state.ts';

/**
 * The one place where a panel state is made, whatever its source: applies the rule of owners, holds commands whose options are unknown to the
 * root user, and freezes.
 */
export function makePanelState(facts: PanelState): PanelState {
  // Where nobody knows who the root user is, `commandAllowed` judges such keys.
  const accessKeys = facts.unknown.rootUser === true ? facts.accessKeys : ownersJudged(facts.accessKeys, facts.rootUser);
  return Object.freeze({ ...facts, accessKeys, commands: withUnknown(facts.commands, facts.unknown.commands) });
}

/** Empty permissions are everything for the root user's keys and nothing for another's. The same map where they are that already. */
function ownersJudged(keys: ReadonlyMap<string, AccessKey>, rootUser: string | undefined): ReadonlyMap<string, AccessKey> {
  let judged: Map<string, AccessKey> | undefined;
  for (const [id, key] of keys) {
    if (key.permissions.kind !== 'everything' || key.user === rootUser) continue;
    judged ??= new Map(keys);
    judged.set(id, Object.freeze({ ...key, permissions: nothing }));
  }
  return judged ?? keys;
}

const nothing = Object.freeze({ kind: 'profiles', names: Object.freeze([]) });

function withUnknown(commands: ReadonlyMap<string, Command>, unknown: ReadonlySet<string>): ReadonlyMap<string, Command> {
  if (unknown.size === 0) return commands;
  return new Map([...commands, ...[...unknown].map((name) => [name, optionsUnknown] as const)]);
}

const optionsUnknown: Command = Object.freeze({ userArg: 0, reach: 'root' });
