import { expect, it } from 'vitest';
import { stateKnown } from '../../src/checks/state-known.ts';
import { factsWith, stateWith } from '../support/facts.ts';

it('a fresh state is handed over', () => {
  const state = stateWith();
  expect(stateKnown.prove(factsWith({ state }))).toMatchObject({ state });
});

it('a stale state is refused', () => {
  expect(stateKnown.prove(factsWith({ isStale: true }))).toEqual({ reason: 'state_unavailable' });
});

it.each([true, false])('no state at all is refused, whether it is called stale (%s) or not', (isStale) => {
  expect(stateKnown.prove(factsWith({ isStale, state: undefined }))).toEqual({ reason: 'state_unavailable' });
});
