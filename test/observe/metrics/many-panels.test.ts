import { expect, test } from 'vitest';
import { denials } from '../../../src/domain/call/denials.ts';
import type { StatusPart } from '../../../src/domain/status-part.ts';
import { createMetrics, type Metrics } from '../../../src/observe/metrics/metrics.ts';
import { callWith } from '../../support/facts.ts';
import { readExposition, valueIn } from './exposition.ts';
import { totalIn } from './metrics-of.ts';
import { answered, refused } from './outcomes.ts';
import { panelStatusWith, partsOfPanel, partsWithMetrics, placesPartWith, statusWith } from './status.ts';

const thousand = Array.from({ length: 1000 }, (_, number) => `panel-${number}`);

/** To each panel everything has happened that can happen, with ten commands. */
function gatewayOf(panels: readonly string[], parts: readonly StatusPart[]): Metrics {
  const status = statusWith({ panels: panels.map((name) => panelStatusWith({ name })), parts });
  const metrics = createMetrics({
    status: () => status,
    knownCommands: () => ({ has: () => true }),
    version: '',
    nodeVersion: '',
  });
  for (const panel of panels) tellAll(metrics, panel);
  return metrics;
}

function tellAll(metrics: Metrics, panel: string): void {
  for (const reason of Object.keys(denials)) {
    metrics.ended?.(refused(Object.assign({ reason: 'api_disabled' } as const, { reason }), { panel }));
  }
  for (let number = 0; number < 10; number += 1) {
    metrics.ended?.(answered(String(number), { panel, call: callWith({ command: `v-${number}` }) }));
  }
}

function seriesIn(body: string, name = ''): string[] {
  return body.split('\n').filter((line) => line.startsWith(name) && line !== '' && !line.startsWith('#'));
}

test('a thousand panels have fewer than 20,000 series, and all is counted in them', async () => {
  const metrics = gatewayOf(thousand, [...partsWithMetrics, ...thousand.flatMap(partsOfPanel)]);

  const { body } = await metrics.text();

  expect(seriesIn(body).length).toBeLessThan(20_000);
  expect(seriesIn(body, 'hearthgate_state_usable{panel="panel-')).toHaveLength(1000);
  expect(totalIn(body, 'hearthgate_decisions_total')).toBe(1000 * (Object.keys(denials).length + 10));
  expect(totalIn(body, 'hearthgate_calls_total')).toBe(10_000);
  // One more is the fixture's panel `main`.
  expect(totalIn(body, 'hearthgate_calls_waiting')).toBe(5 * 1001);
  expect(valueIn(body, 'hearthgate_panel_duration_seconds_count', { panel: 'other' })).toBe(10 * 940);
});

test('others go on while a thousand panels are written', async () => {
  const metrics = gatewayOf(thousand, [...partsWithMetrics, ...thousand.flatMap(partsOfPanel)]);
  let turns = 0;
  let isWritten = false;
  const turn = (): void => {
    turns += 1;
    if (!isWritten) setImmediate(turn);
  };
  setImmediate(turn);

  const { body } = await metrics.text();
  isWritten = true;

  expect(turns).toBeGreaterThan(seriesIn(body).length / 250);
});

test('a panel without anything to tell takes no room from one that has something', async () => {
  let waiting = new Map<string, number>([['panel-900', 3]]);
  const parts = thousand.map((panel) => placesPartWith(panel, () => waiting.get(panel) ?? 0));
  const metrics = gatewayOf(thousand, parts);
  const told = async (): Promise<string[]> => seriesIn((await metrics.text()).body, 'hearthgate_keys_waiting');
  expect(await told()).toEqual(['hearthgate_keys_waiting{panel="panel-900"} 3', 'hearthgate_keys_waiting{panel="other"} 0']);

  waiting = new Map(thousand.map((panel) => [panel, 1]));

  const first = await told();
  expect(first).toHaveLength(501);
  expect(first).toContain('hearthgate_keys_waiting{panel="panel-900"} 1');
  expect(first.at(-1)).toBe('hearthgate_keys_waiting{panel="other"} 500');

  // Those that have their own keep it, and those that are told as others stay there.
  waiting = new Map([['panel-999', 7]]);

  const last = await told();
  expect(last).toHaveLength(501);
  expect(last.at(-1)).toBe('hearthgate_keys_waiting{panel="other"} 7');
});

test('the panels of a small team have series of their own in every metric, also for zeros', async () => {
  const few = thousand.slice(0, 40);
  const { body } = await gatewayOf(few, few.flatMap(partsOfPanel)).text();

  const parts = [...readExposition(body).values()].filter(({ samples }) => samples.some(({ labels }) => labels.has('panel')));
  const folded = parts.filter(({ samples }) => samples.some(({ labels }) => labels.get('panel') === 'other'));
  expect(folded.map(({ name }) => name)).toEqual(['hearthgate_decisions_total']);
  expect(valueIn(body, 'hearthgate_state_faults', { panel: 'panel-39', part: 'keys' })).toBe(0);
});
