import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Denial } from '../../../src/domain/call/denial.ts';
import { createMetrics } from '../../../src/observe/metrics/metrics.ts';
import { callWith } from '../../support/facts.ts';
import { Random } from '../../support/random.ts';
import { readExposition, valueIn } from './exposition.ts';
import { metricsOf, totalIn } from './metrics-of.ts';
import { answered, refused } from './outcomes.ts';
import { statusWith } from './status.ts';

describe('the number of series', () => {
  test('does not grow with what requests say', async () => {
    const metrics = metricsOf();
    const random = new Random(1);
    const tell = (times: number): void => {
      for (let time = 0; time < times; time += 1) {
        const word = random.text('abcdefghijklmnop"\\\n', 12);
        // No reason of the catalogue: what a mistake in another part would hand over.
        const denial: Denial = Object.assign({ reason: 'api_disabled' } as const, { reason: word });
        metrics.ended?.(answered(word, { call: callWith({ command: word }), panel: word }));
        metrics.ended?.(answered(word, { call: callWith({ command: word }) }));
        metrics.ended?.(refused(denial));
        metrics.ended?.(refused(denial, { panel: word }));
      }
    };
    tell(1);
    const before = (await metrics.text()).body;

    tell(10_000);

    const after = (await metrics.text()).body;
    expect(seriesOf(after)).toBe(seriesOf(before));
    expect(totalIn(after, 'hearthgate_decisions_total')).toBe(40_004);
  });

  test('ends at a thousand commands of a panel, even if it knows more', async () => {
    const metrics = createMetrics({
      status: () => statusWith(),
      knownCommands: () => ({ has: () => true }),
      version: '',
      nodeVersion: '',
    });
    for (let number = 0; number < 1500; number += 1) {
      metrics.ended?.(answered('0', { call: callWith({ command: `a-${number}` }) }));
    }

    const { body } = await metrics.text();

    expect(readExposition(body).get('hearthgate_calls_total')?.samples).toHaveLength(1001);
    expect(valueIn(body, 'hearthgate_calls_total', { panel: 'main', command: 'other', exit: '0' })).toBe(500);
  });
});

test("metrics of two gateways in one process are each one's own", async () => {
  const [one, other] = [metricsOf(), metricsOf()];
  one.ended?.(answered('0'));

  expect(totalIn((await other.text()).body, 'hearthgate_calls_total')).toBe(0);
  expect(totalIn((await one.text()).body, 'hearthgate_calls_total')).toBe(1);
});

test('readings at the same time are whole, each of them', async () => {
  const metrics = metricsOf();
  metrics.ended?.(answered('0'));

  const texts = await Promise.all([metrics.text(), metrics.text(), metrics.text()]);

  expect(texts.map(({ body }) => totalIn(body, 'hearthgate_calls_total'))).toEqual([1, 1, 1]);
  expect(texts.map(({ contentType }) => contentType)).toEqual(Array(3).fill('text/plain; version=0.0.4; charset=utf-8'));
});

test('the delay of the event loop is told, and a block of it shows', async () => {
  const metrics = metricsOf();
  const longestAfterBlock = async (): Promise<number> => {
    const end = performance.now() + 120;
    while (performance.now() < end);
    // The loop measures when it comes round.
    await setTimeout(0);
    return valueIn((await metrics.text()).body, 'nodejs_eventloop_lag_max_seconds') ?? 0;
  };

  await expect.poll(longestAfterBlock).toBeGreaterThan(0.1);
});

/** How many series the gateway's own metrics have. */
function seriesOf(text: string): number {
  const own = [...readExposition(text).values()].filter(({ name }) => name.startsWith('hearthgate_'));
  return own.flatMap(({ samples }) => samples).length;
}
