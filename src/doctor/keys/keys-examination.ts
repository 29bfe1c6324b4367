import { byCommand, byHand, type Finding, tellOf } from '../look/finding.ts';
import { type PanelKeys, readPanelKeys } from './panel-keys.ts';

const tell = tellOf('keys');

/** Keys that may do everything, and keys that are off. */
export function keysExamination(): readonly Finding[] {
  return judgeKeys(readPanelKeys());
}

export function judgeKeys({ rootUser, keys, oddKeys }: PanelKeys): readonly Finding[] {
  const odd = oddKeys.map(({ id, faults }) =>
    tell.warning(`${id} is off: ${faults.join('; ')}`, byHand('delete it at the panel, and make it anew')),
  );
  const whole = keys
    .filter(({ user, permissions }) => permissions.kind === 'everything' && user === rootUser)
    .map(({ id }) =>
      tell.warning(
        `${id} of ${rootUser} has no permissions named, so it may run every command`,
        byCommand(`hearthgate suggest --key ${id}`),
      ),
    );
  const found = [...odd, ...whole];
  return found.length > 0
    ? found
    : [tell.well(`${keys.length} ${keys.length === 1 ? 'key' : 'keys'}; none may run every command`)];
}
