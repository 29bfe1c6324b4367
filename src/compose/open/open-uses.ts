import { setImmediate as othersFirst } from 'node:timers/promises';
import { rateOf } from '../../checks/key-rate.ts';
import type { DataFolder } from '../../disk/data/data-folder.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Observer } from '../../domain/gateway/observer.ts';
import type { UsedCredential, UsesControl, WantedUses } from '../../domain/gateway/uses-control.ts';
import type { Log } from '../../domain/log.ts';
import type { PanelState, Permissions } from '../../domain/panel/panel-state.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { isApiRefusal } from '../../hestia/answer/api-refusal.ts';
import { countUses } from '../../usage/count-uses.ts';
import { KeptUses } from '../../usage/kept-uses.ts';
import type { User, UseBook } from '../../usage/use-book.ts';
import type { InForce } from '../in-force.ts';
import type { OpenPanel } from '../open-panel.ts';

interface UsesParts {
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly log: Log;
  readonly inForce: () => InForce;
}

/** The record of uses. Where counters are in Redis, it is kept in `data` only where the configuration names that. */
export function openUses(
  { redis, data: folder }: Pick<Settings, 'redis' | 'data'>,
  { inForce, ...parts }: UsesParts,
): { readonly observer: Observer; readonly control: UsesControl } {
  const uses = new KeptUses(parts);
  if (redis === undefined || folder.isRequired) parts.data.add(uses);
  return {
    observer: countUses({
      uses,
      clock: parts.clock,
      ipv6Prefix: () => inForce().ipv6Prefix,
      isPanelsRefusal: ({ call, result, user }) =>
        call !== undefined && result.kind === 'answered' && isApiRefusal(call, result.answer, user),
    }),
    control: {
      atMs: () => parts.clock.wallMs(),
      sinceMs: () => uses.sinceMs,
      all: (wanted) => inTurns(usedCredentials(inForce().panels, uses.book(), wanted)),
    },
  };
}

/** After so many others go on. */
const lookedAtInTurn = 200;

async function* inTurns<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  let looked = 0;
  for (const item of items) {
    looked += 1;
    if (looked % lookedAtInTurn === 0) await othersFirst();
    yield item;
  }
}

function* usedCredentials(panels: readonly OpenPanel[], book: UseBook, { panel, key }: WantedUses): Generator<UsedCredential> {
  for (const each of panels) if (panel === undefined || each.settings.name === panel) yield* usedAt(each, book, key);
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
