import { expect, it } from 'vitest';
import { stateKnown } from '../../src/checks/state-known.ts';
import { factsWith } from '../support/facts.ts';

it('a fresh state passes', () => {
  expect(stateKnown.judge(factsWith())).toBeUndefined();
});

it('a stale state is refused', () => {
  expect(stateKnown.judge(factsWith({ stateIsStale: true }))).toEqual({ reason: 'state_unavailable' });
});

it.each([true, false])('no state at all is refused, whether it is called stale (%s) or not', (stateIsStale) => {
  expect(stateKnown.judge({ ...factsWith({ stateIsStale }), state: undefined })).toEqual({ reason: 'state_unavailable' });
});
