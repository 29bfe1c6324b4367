import { expect, test } from 'vitest';
import type { DecisionLine } from '../../src/page/ask/answers.ts';
import { callsAt } from '../../src/page/sections/calls-at.ts';

const since = '2026-01-02T03:04:05.000Z';

test('shows the calls at a panel alone', () => {
  const decisions = [lineAt('one'), lineAt('two')];
  expect(callsAt('two', { since, decisions }).calls).toEqual([decisions[1]]);
});

test('says that a key has no line only where it has none at any panel', () => {
  expect(callsAt('one', { since, decisions: [] }).none).toMatch(/^The audit log has no line of its calls since /);
  expect(callsAt('one', { since, decisions: [lineAt('two'), lineAt('two')] }).none).toMatch(
    /^The newest lines of its calls, 2 since .+, are all of other panels; /,
  );
});

function lineAt(panel: string): DecisionLine {
  return { panel, id: panel, event: 'answered', time: since, status: 200, totalMs: 1 };
}
