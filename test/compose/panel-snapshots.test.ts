import { beforeEach, expect, it } from 'vitest';
import { panelSnapshots } from '../../src/compose/panel-snapshots.ts';
import type { PanelState } from '../../src/domain/panel/panel-state.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import type { Snapshot } from '../../src/domain/judging/snapshot.ts';
import { policyWith, stateWith } from '../support/facts.ts';
import { ManualClock } from '../support/manual-clock.ts';

const maxAgeMs = 600_000;

let clock: ManualClock;
let policy: Policy;
let state: PanelState | undefined;
let forgotten: ((key: string) => boolean)[];
let snapshot: () => Snapshot;

beforeEach(() => {
  clock = new ManualClock();
  policy = policyWith();
  state = stateWith({ readAtMs: clock.monotonicMs() });
  forgotten = [];
  snapshot = panelSnapshots(
    {
      panel: 'main',
      policy: { current: () => policy },
      state: { current: () => state },
      doubts: { areHeldAgainst: () => false },
      limits: { forgetUnknownAttempts: (isListed) => forgotten.push(isListed) },
      maxAgeMs,
    },
    { clock, commands: new Map() },
  );
});

it('a snapshot is the same one until something changes, and cannot be changed', () => {
  const first = snapshot();
  clock.advance(maxAgeMs);
  expect([snapshot() === first, Object.isFrozen(first), first.isStale]).toEqual([true, true, false]);
});

it.each<readonly [string, () => void, Partial<Snapshot>]>([
  ['the policy changes', () => (policy = policyWith({ clients: { ipv6Prefix: 56 } })), { isStale: false }],
  ['the panel state changes', () => (state = stateWith({ readAtMs: clock.monotonicMs() })), { isStale: false }],
  ['the panel state is too old', () => clock.advance(maxAgeMs + 1), { isStale: true }],
  ['there is no panel state', () => (state = undefined), { isStale: true, state: undefined }],
])('there is another one when %s, and the one before stays as it was', (_, change, expected) => {
  const before = snapshot();
  const kept = { ...before };
  change();
  expect(snapshot()).toMatchObject({ panel: 'main', policy, state, ...expected });
  expect([snapshot() === before, before]).toEqual([false, kept]);
});

it('what was counted against a key that the panel lists now is forgotten before the request is judged', () => {
  const id = [...(state?.accessKeys.keys() ?? [])][0] ?? '';
  snapshot();
  expect(forgotten.map((isListed) => [isListed(id), isListed('NOBODYSKEY0000000001')])).toEqual([[true, false]]);
});
