import type { CommandTable } from '../../domain/panel/command-facts.ts';
import { readCommandTable } from '../../hestia/files/command-table.ts';
import { byCommand, type Finding, someOf, tellOf } from '../look/finding.ts';
import { asGoodAsRoot } from './as-good-as-root.ts';
import { type PanelKeys, readPanelKeys } from './panel-keys.ts';

const tell = tellOf('profiles');
const fewReasons = 3;

/** Profiles with which a key can get to everything, as far as some key has them. */
export function profilesExamination(): readonly Finding[] {
  return judgeProfiles(readPanelKeys(), readCommandTable());
}

export function judgeProfiles({ rootUser, keys, profiles }: PanelKeys, table: CommandTable): readonly Finding[] {
  const found = [...profiles].flatMap(([name, { commands }]): readonly Finding[] => {
    const holders = keys.filter(({ permissions }) => permissions.kind === 'profiles' && permissions.names.includes(name));
    const ofRoot = holders.filter(({ user }) => user === rootUser);
    const strong = [...asGoodAsRoot].filter(([command]) => commands.has(command));
    // The panel binds keys of other users to their user where a command has a user argument.
    const reaching = ofRoot.length > 0 ? strong : strong.filter(([command]) => (table.get(command)?.userArg ?? 0) === 0);
    const [holder] = ofRoot.length > 0 ? ofRoot : holders;
    if (holder === undefined || reaching.length === 0) return [];
    const reasons = reaching.slice(0, fewReasons).map(([command, why]) => `${command} ${why}`);
    const more = reaching.length > fewReasons ? `; and ${reaching.length - fewReasons} more such commands` : '';
    return [
      tell.warning(
        `${name} is as good as root for ${someOf((ofRoot.length > 0 ? ofRoot : holders).map(({ id }) => id))}: ${reasons.join('; ')}${more}`,
        byCommand(`hearthgate suggest --key ${holder.id}`),
      ),
    ];
  });
  return found.length > 0 ? found : [tell.well('none that a key has is as good as root')];
}
