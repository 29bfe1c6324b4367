import { setImmediate as othersFirst } from 'node:timers/promises';
import { rateOf } from '../../checks/key-rate.ts';
import type { UsedCredential, WantedUses } from '../../domain/gateway/uses-control.ts';
import type { PanelState, Permissions } from '../../domain/panel/panel-state.ts';
import type { User, UseBook } from '../../usage/use-book.ts';
import type { OpenPanel } from '../open-panel.ts';

/** After so many others go on. */
const lookedAtInTurn = 200;

/** Every credential that is wanted, with its uses, in turns of the event loop. */
export async function* usedCredentials(
  panels: readonly OpenPanel[],
  book: UseBook,
  { panel, key }: WantedUses,
): AsyncGenerator<UsedCredential> {
  let looked = 0;
  for (const each of panels) {
    if (panel !== undefined && each.settings.name !== panel) continue;
    for (const used of usedAt(each, book, key)) {
      looked += 1;
      if (looked % lookedAtInTurn === 0) await othersFirst();
      yield used;
    }
  }
}

function* usedAt(
  { settings: { name: panel, policy }, state }: OpenPanel,
  book: UseBook,
  wanted: string | undefined,
): Generator<UsedCredential> {
  const current = state.current();
  const one = wanted === undefined ? undefined : current?.accessKeys.get(wanted);
  const all = current?.accessKeys.values() ?? [];
  const known = one === undefined ? [] : [one];
  for (const key of wanted === undefined ? all : known) {
    const { permissions, user } = key;
    yield {
      ...countedOf({ panel, kind: 'access-key', name: key.id }, book),
      user,
      isRoot: user === current?.rootUser,
      profiles: permissions.kind === 'everything' ? undefined : permissions.names,
      commands: commandsOf(permissions, current),
      rate: rateOf(permissions, policy.limits),
    };
  }
  if (wanted !== undefined) return;
  const unlisted = { user: undefined, isRoot: true, profiles: undefined, commands: undefined, rate: undefined };
  for (const { user } of book.ofPanel(panel)) if (user.kind !== 'access-key') yield { ...countedOf(user, book), ...unlisted };
}

function commandsOf(permissions: Permissions, state: PanelState | undefined): readonly string[] | undefined {
  if (permissions.kind === 'everything') return undefined;
  const commands = permissions.names.flatMap((name) => Array.from(state?.profiles.get(name)?.commands ?? []));
  return [...new Set(commands)].toSorted();
}

function countedOf(
  user: User,
  book: UseBook,
): Pick<UsedCredential, 'panel' | 'kind' | 'name' | 'busiest' | 'incompleteSinceMs' | 'uses'> {
  const uses = book.of(user);
  return {
    ...user,
    busiest: uses?.busiest ?? { calls: 0, atMs: 0 },
    incompleteSinceMs: uses?.incompleteSinceMs,
    uses: [...(uses?.rows.values() ?? [])],
  };
}
