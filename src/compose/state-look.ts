import { adviceOnce } from '../domain/text/advice-once.ts';
import type { Clock } from '../domain/clock.ts';
import type { CommandTable } from '../domain/panel/command-facts.ts';
import type { Log } from '../domain/log.ts';
import type { PanelState } from '../domain/panel/panel-state.ts';
import type { PanelSettings, Settings, StateSourceSettings } from '../domain/policy/settings.ts';
import { stateFaultText } from '../domain/panel/state-fault-text.ts';
import { commandOf } from '../hestia/files/command-options.ts';
import { readCommandTable } from '../hestia/files/command-table.ts';
import { stateFaults } from '../state/files/state-faults.ts';
import { inheritedFault } from './clients/inherited-fault.ts';
import { openLocalState, shippedCommands } from './open-local-state.ts';
import { type KnownNames, namesIn, unknownNames } from './clients/unknown-names.ts';

type ApiSource = Extract<StateSourceSettings, { readonly kind: 'api' }>;

/**
 * Reads the state of each panel once, where files of this host tell it: why it cannot be had, which keys are off or of nobody, which profiles
 * allow nothing, what cannot be read or watched, as `/readyz` would show it, which names in the configuration the panel does not have, and where
 * an inherited list allows nobody. In words, with the panel's name.
 *
 * @param told paths of which it was said before that they cannot be used
 */
export async function stateLook({ panels }: Settings, clock: Clock, told: ReadonlySet<string>): Promise<readonly string[]> {
  const commands = readCommandTable();
  const looks = panels.map(async (panel) => {
    const { source, readApiKeys } = panel.state;
    if (source.kind === 'api') return withName(panel, unknownNames(panel.policy, namesOfApi(source, commands)));
    if (told.has(source.kind === 'files' ? source.root : source.file)) return [];
    const state = openLocalState(source, readApiKeys, { clock, log: silent, commands });
    await state.start();
    const current = state.current();
    const found = [...stateFaults(state).map(stateFaultText), ...(state.notices?.() ?? []), ...state.problems()];
    // Folders are watched until then.
    await state.stop();
    return withName(panel, [...adviceOnce(found), ...(current === undefined ? [] : faultsOf(panel, current))]);
  });
  return (await Promise.all(looks)).flat();
}

/** What the panel would tell is not asked: its commands are those that are shipped, and those that the configuration adds. */
function namesOfApi({ extraCommands }: ApiSource, table: CommandTable): KnownNames {
  const extra = [...extraCommands].map(([name, userArg]) => [name, commandOf(name, userArg)] as const);
  return { commands: new Map([...shippedCommands(table), ...extra]), profiles: undefined };
}

function faultsOf(panel: PanelSettings, state: PanelState): readonly string[] {
  return [...ownerlessKeys(state), ...unknownNames(panel.policy, namesIn(state)), ...inheritedFaults(panel, state)];
}

/** Keys of users that the panel does not have, in words. */
function ownerlessKeys({ accessKeys, users, unknown }: PanelState): readonly string[] {
  return [...accessKeys.values()]
    .filter(({ user }) => !users.has(user) && !unknown.users.has(user))
    .map(({ id, user }) => `the key ${id} is of ${user}, and the panel has no such user: its calls are refused`);
}

function withName({ name }: PanelSettings, texts: readonly string[]): readonly string[] {
  return texts.map((text) => `panel ${name}: ${text}`);
}

function inheritedFaults(panel: PanelSettings, state: PanelState): readonly string[] {
  const fault = inheritedFault(panel, state);
  return fault === undefined ? [] : [fault];
}

/** Its log lines are the result. */
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
