import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/domain/gateway/observer.ts';
import { apiKeyCredential, callWith, passwordCredential } from '../../support/facts.ts';
import { readExposition, valueIn } from './exposition.ts';
import { metricsOf, totalIn } from './metrics-of.ts';
import { answered, refused } from './outcomes.ts';

/** The metrics after these requests. */
async function textAfter(...outcomes: readonly Outcome[]): Promise<string> {
  const metrics = metricsOf();
  for (const outcome of outcomes) metrics.ended?.(outcome);
  return (await metrics.text()).body;
}

describe('what became of requests', () => {
  test('a call that the panel answered is permitted, and counted with its command and exit code', async () => {
    const text = await textAfter(answered('3'), answered('3'), answered('0', { call: callWith({ command: 'v-add-user' }) }));

    expect(valueIn(text, 'hearthgate_decisions_total', { panel: 'main', outcome: 'permitted', reason: 'none' })).toBe(3);
    expect(valueIn(text, 'hearthgate_calls_total', { panel: 'main', command: 'v-list-user', exit: '3' })).toBe(2);
    expect(valueIn(text, 'hearthgate_calls_total', { panel: 'main', command: 'v-add-user', exit: '0' })).toBe(1);
  });

  test('a refused request is counted with its reason, and is no call', async () => {
    const text = await textAfter(refused({ reason: 'user_mismatch', key: 'K' }), refused({ reason: 'api_disabled' }));

    expect(valueIn(text, 'hearthgate_decisions_total', { panel: 'main', outcome: 'refused', reason: 'user_mismatch' })).toBe(1);
    expect(totalIn(text, 'hearthgate_decisions_total')).toBe(2);
    expect(totalIn(text, 'hearthgate_calls_total')).toBe(0);
  });

  test('a call that was sent and had no answer is refused, and a call without an exit code', async () => {
    const timings = { totalMs: 610_100, queueMs: 0, panelMs: 610_000 };

    const text = await textAfter(refused({ reason: 'panel_timeout' }, { timings }));

    expect(valueIn(text, 'hearthgate_decisions_total', { panel: 'main', outcome: 'refused', reason: 'panel_timeout' })).toBe(1);
    expect(valueIn(text, 'hearthgate_calls_total', { panel: 'main', command: 'v-list-user', exit: 'unknown' })).toBe(1);
  });

  test.each([
    ['0', '0'],
    ['21', '21'],
    ['22', 'other'],
    ['405', 'other'],
    ['00', 'other'],
    ['-1', 'other'],
    [undefined, 'unknown'],
  ])('the exit code %j is told as %j', async (exitCode, exit) => {
    const text = await textAfter(answered(exitCode));

    expect(valueIn(text, 'hearthgate_calls_total', { panel: 'main', command: 'v-list-user', exit })).toBe(1);
  });

  test('a command that is not known is told as other', async () => {
    const text = await textAfter(answered('0', { call: callWith({ command: 'a-private-thing' }) }));

    expect(valueIn(text, 'hearthgate_calls_total', { panel: 'main', command: 'other', exit: '0' })).toBe(1);
    expect(text).not.toContain('a-private-thing');
  });

  test.each([undefined, 'not-configured'])('a request to the panel %j is told as one to none', async (panel) => {
    const text = await textAfter(refused({ reason: 'host_unknown' }, { panel, call: undefined }));

    expect(valueIn(text, 'hearthgate_decisions_total', { panel: 'none', outcome: 'refused', reason: 'host_unknown' })).toBe(1);
    expect(text).not.toContain('not-configured');
  });

  test('deprecated credentials are counted by kind, access keys are not', async () => {
    const byPassword = callWith({ credential: passwordCredential });

    const text = await textAfter(
      answered(undefined, { call: callWith({ credential: apiKeyCredential }) }),
      refused({ reason: 'api_disabled' }, { call: byPassword }),
      answered('0'),
    );

    const name = 'hearthgate_deprecated_credentials_total';
    expect(valueIn(text, name, { panel: 'main', kind: 'api-key', outcome: 'permitted' })).toBe(1);
    expect(valueIn(text, name, { panel: 'main', kind: 'password', outcome: 'refused' })).toBe(1);
    expect(totalIn(text, name)).toBe(2);
  });
});

describe('times', () => {
  test("the gateway's is what the queue and the panel do not account for", async () => {
    const text = await textAfter(answered('0', { timings: { totalMs: 1000.25, queueMs: 200, panelMs: 800 } }));

    expect(valueIn(text, 'hearthgate_gateway_duration_seconds_sum', { outcome: 'permitted' })).toBeCloseTo(0.00025, 8);
    expect(valueIn(text, 'hearthgate_queue_duration_seconds_sum', { panel: 'main' })).toBe(0.2);
    expect(valueIn(text, 'hearthgate_panel_duration_seconds_sum', { panel: 'main' })).toBe(0.8);
  });

  test('the gateway takes no time less than none', async () => {
    const text = await textAfter(answered('0', { timings: { totalMs: 5, queueMs: 2, panelMs: 3.000001 } }));

    expect(valueIn(text, 'hearthgate_gateway_duration_seconds_sum', { outcome: 'permitted' })).toBe(0);
  });

  test('a request that never reached the queue or the panel has no time there', async () => {
    const text = await textAfter(refused({ reason: 'no_data', allowPost: false }));

    expect(valueIn(text, 'hearthgate_gateway_duration_seconds_count', { outcome: 'refused' })).toBe(1);
    expect(readExposition(text).get('hearthgate_panel_duration_seconds')?.samples).toEqual([]);
    expect(readExposition(text).get('hearthgate_queue_duration_seconds')?.samples).toEqual([]);
  });

  test('commands of ten minutes are told apart from those that never end', async () => {
    const text = await textAfter(
      answered('0', { timings: { totalMs: 599_000, queueMs: 0, panelMs: 599_000 } }),
      answered('0', { timings: { totalMs: 610_000, queueMs: 0, panelMs: 610_000 } }),
    );

    expect(valueIn(text, 'hearthgate_panel_duration_seconds_bucket', { panel: 'main', le: '600.0' })).toBe(1);
    expect(valueIn(text, 'hearthgate_panel_duration_seconds_bucket', { panel: 'main', le: '+Inf' })).toBe(2);
  });

  test('are told in buckets that each count all shorter ones, with a bound that belongs to its bucket', async () => {
    const times = [0, 0.05, 0.050001, 99, 100, 101];
    const text = await textAfter(...times.map((totalMs) => answered('0', { timings: { totalMs, queueMs: 0, panelMs: 0 } })));

    const name = 'hearthgate_gateway_duration_seconds';
    const upTo = ['5e-05', '0.0001', '0.025', '0.1', '+Inf'];
    expect(upTo.map((le) => valueIn(text, `${name}_bucket`, { outcome: 'permitted', le }))).toEqual([2, 3, 3, 5, 6]);
    expect(valueIn(text, `${name}_count`, { outcome: 'permitted' })).toBe(6);
    expect(valueIn(text, `${name}_sum`, { outcome: 'permitted' })).toBeCloseTo(0.300100001, 9);
  });

  test('of each panel and outcome are told apart', async () => {
    const text = await textAfter(answered('0'), answered('0'), refused({ reason: 'api_disabled' }));

    expect(valueIn(text, 'hearthgate_gateway_duration_seconds_count', { outcome: 'permitted' })).toBe(2);
    expect(valueIn(text, 'hearthgate_gateway_duration_seconds_count', { outcome: 'refused' })).toBe(1);
  });
});
