import { describe, expect, test } from 'vitest';
import { readExposition, valueIn } from './exposition.ts';
import { metricsOf } from './metrics-of.ts';
import { answered } from './outcomes.ts';
import { listenersPartWith, poolPartWith, statePartWith, statusWith } from './status.ts';

describe('the state of the gateway', () => {
  test('is asked for when the metrics are read', async () => {
    let connections = 1;
    const metrics = metricsOf(() => statusWith({ parts: [listenersPartWith(() => connections)] }));
    await metrics.text();

    connections = 42;

    expect(valueIn((await metrics.text()).body, 'hearthgate_connections')).toBe(42);
  });

  test.each([
    ['hearthgate_body_bytes', {}, 4096],
    ['hearthgate_limit_entries', { panel: 'main', kind: 'address_rate' }, 7],
    ['hearthgate_limit_results_total', { panel: 'main', limit: 'key_rate', result: 'near' }, 2],
    ['hearthgate_bans', { panel: 'main', cause: 'address' }, 1],
    ['hearthgate_bans_begun_total', { panel: 'main', cause: 'address' }, 3],
    ['hearthgate_keys_under_attack', { panel: 'main' }, 1],
    ['hearthgate_store_reached', {}, 1],
    ['hearthgate_store_questions_total', { result: 'failed' }, 3],
    ['hearthgate_store_seconds_total', {}, 0.5],
    ['hearthgate_certificate_expiry_timestamp_seconds', { file: '/etc/gateway.crt' }, 2_000_000_000],
    ['hearthgate_panel_certificate_expiry_timestamp_seconds', { panel: 'main' }, 1_900_000_000],
    ['hearthgate_calls_under_way', { panel: 'main' }, 2],
    ['hearthgate_calls_waiting', { panel: 'main' }, 5],
    ['hearthgate_state_age_seconds', { panel: 'main' }, 1.5],
    ['hearthgate_state_usable', { panel: 'main' }, 1],
    ['hearthgate_state_reloads_total', { panel: 'main', result: 'complete' }, 11],
    ['hearthgate_state_reloads_total', { panel: 'main', result: 'incomplete' }, 1],
    ['hearthgate_disagreements_total', { panel: 'main' }, 4],
    ['hearthgate_keys_waiting', { panel: 'main' }, 2],
    ['hearthgate_places', { panel: 'main' }, 3],
    ['hearthgate_places_taken', { panel: 'main', use: 'read' }, 1],
    ['hearthgate_places_taken', { panel: 'main', use: 'write' }, 2],
    ['hearthgate_places_taken', { panel: 'main', use: 'own' }, 0],
    ['hearthgate_own_calls_total', { panel: 'main', outcome: 'answered' }, 40],
    ['hearthgate_own_calls_total', { panel: 'main', outcome: 'not-sent' }, 6],
    ['hearthgate_panel_circuit', { panel: 'main', state: 'closed' }, 1],
    ['hearthgate_panel_circuit', { panel: 'main', state: 'open' }, undefined],
    ['hearthgate_panel_verified', { panel: 'main' }, 1],
    ['hearthgate_build_info', { version: '1.2.3', node: 'v20.20.2' }, 1],
  ])('%s %j is %s, at every reading', async (name, labels, value) => {
    const metrics = metricsOf();
    await metrics.text();

    const { body } = await metrics.text();

    expect(valueIn(body, name, labels)).toBe(value);
  });

  test('has no series for what is not known of a panel', async () => {
    const parts = [statePartWith({ ageMs: () => undefined }), poolPartWith({ certificateExpiresAtMs: () => undefined })];

    const families = readExposition((await metricsOf(() => statusWith({ parts })).text()).body);

    expect(families.get('hearthgate_state_age_seconds')?.samples).toEqual([]);
    expect(families.get('hearthgate_panel_certificate_expiry_timestamp_seconds')?.samples).toEqual([]);
  });

  test('tells a panel that nobody verifies', async () => {
    const parts = [poolPartWith({}, { isVerified: false })];

    const { body } = await metricsOf(() => statusWith({ parts })).text();

    expect(valueIn(body, 'hearthgate_panel_verified', { panel: 'main' })).toBe(0);
  });

  test.each(['closed', 'open', 'half-open'] as const)(
    'has 1 for the circuit breaker being %s, and for nothing else',
    async (state) => {
      const parts = [poolPartWith({ circuit: () => state })];

      const { body } = await metricsOf(() => statusWith({ parts })).text();

      const samples = readExposition(body).get('hearthgate_panel_circuit')?.samples ?? [];
      expect(samples.map(({ labels, value }) => [labels.get('state'), value])).toEqual([[state, 1]]);
    },
  );

  test('has the series of the parts that there are when it is read', async () => {
    let parts = [poolPartWith(), poolPartWith({}, { panel: 'spare' })];
    const metrics = metricsOf(() => statusWith({ parts }));
    expect((await metrics.text()).body).toContain('hearthgate_calls_waiting{panel="spare"}');

    parts = [poolPartWith(), statePartWith({ panel: 'new' })];

    const { body } = await metrics.text();
    expect(body).not.toContain('spare');
    expect(body).toContain('hearthgate_state_usable{panel="new"}');
  });

  test('is missing, and calls go to none, as long as there is no gateway', async () => {
    const metrics = metricsOf(() => undefined);
    metrics.ended?.(answered('0'));

    const { body } = await metrics.text();

    expect(readExposition(body).get('hearthgate_calls_under_way')).toBeUndefined();
    expect(valueIn(body, 'hearthgate_calls_total', { panel: 'none', command: 'v-list-user', exit: '0' })).toBe(1);
  });
});
