import { describe, expect, it } from 'vitest';
import { newlyListedKeys } from '../../src/domain/newly-listed-keys.ts';
import { nothingUnknown, type PanelState } from '../../src/domain/panel-state.ts';
import { keys, profiles, stateWith } from '../support/facts.ts';

function state(known: readonly string[], unknown: readonly string[] = []): PanelState {
  const list = known.map((id) => ({ id, secretDigest: Buffer.alloc(32), user: 'alice', permissions: profiles('reader') }));
  return stateWith({ accessKeys: keys(...list), unknown: { ...nothingUnknown, accessKeys: new Set(unknown) } });
}

describe('keys that are newly listed', () => {
  it.each<[string, PanelState | undefined, PanelState, readonly string[]]>([
    ['a key appears', state(['A']), state(['A', 'B']), ['B']],
    ['a key appears and cannot be read yet', state(['A']), state(['A'], ['B']), ['B']],
    ['a key that could not be read is known', state(['A'], ['B']), state(['A', 'B']), ['B']],
    ['a key that was known cannot be read', state(['A', 'B']), state(['A'], ['B']), []],
    ['a key is gone', state(['A', 'B']), state(['A']), []],
    ['nothing changes', state(['A'], ['B']), state(['A'], ['B']), []],
    ['there was no state before', undefined, state(['A'], ['B']), []],
  ])('are told where %s', (_what, before, now, expected) => {
    expect(newlyListedKeys(before, now)).toEqual(expected);
  });
});
