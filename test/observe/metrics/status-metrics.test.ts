import { describe, expect, test } from 'vitest';
import { readExposition, valueIn } from './exposition.ts';
import { metricsOf } from './metrics-of.ts';
import { answered } from './outcomes.ts';
import { panelStatusWith, statusWith } from './status.ts';

describe('the state of the gateway', () => {
  test('is asked for when the metrics are read', async () => {
    let connections = 1;
    const metrics = metricsOf(() => statusWith({ connections: () => connections }));
    await metrics.text();

    connections = 42;

    expect(valueIn((await metrics.text()).body, 'hearthgate_connections')).toBe(42);
  });

  test.each([
    ['hearthgate_body_bytes', {}, 4096],
    ['hearthgate_counter_entries', { limit: 'address_rate' }, 7],
    ['hearthgate_certificate_expiry_timestamp_seconds', { file: '/etc/gateway.crt' }, 2_000_000_000],
    ['hearthgate_panel_certificate_expiry_timestamp_seconds', { panel: 'main' }, 1_900_000_000],
    ['hearthgate_calls_under_way', { panel: 'main' }, 2],
    ['hearthgate_calls_waiting', { panel: 'main' }, 5],
    ['hearthgate_state_age_seconds', { panel: 'main' }, 1.5],
    ['hearthgate_state_usable', { panel: 'main' }, 1],
    ['hearthgate_state_reloads_total', { panel: 'main', result: 'complete' }, 11],
    ['hearthgate_state_reloads_total', { panel: 'main', result: 'incomplete' }, 1],
    ['hearthgate_disagreements_total', { panel: 'main' }, 4],
    ['hearthgate_build_info', { version: '1.2.3', node: 'v20.20.2' }, 1],
  ])('%s %j is %d, at every reading', async (name, labels, value) => {
    const metrics = metricsOf();
    await metrics.text();

    const { body } = await metrics.text();

    expect(valueIn(body, name, labels)).toBe(value);
  });

  test('has no series for what is not known of a panel', async () => {
    const blank = panelStatusWith({ stateAgeMs: () => undefined, certificateExpiresAtMs: () => undefined });

    const families = readExposition((await metricsOf(() => statusWith({ panels: [blank] })).text()).body);

    expect(families.get('hearthgate_state_age_seconds')?.samples).toEqual([]);
    expect(families.get('hearthgate_panel_certificate_expiry_timestamp_seconds')?.samples).toEqual([]);
  });

  test('loses the series of a panel that is no longer there', async () => {
    let status = statusWith({ panels: [panelStatusWith(), panelStatusWith({ name: 'spare' })] });
    const metrics = metricsOf(() => status);
    expect((await metrics.text()).body).toContain('hearthgate_calls_waiting{panel="spare"}');

    status = statusWith();

    expect((await metrics.text()).body).not.toContain('spare');
  });

  test('is missing, and calls go to none, as long as there is no gateway', async () => {
    const metrics = metricsOf(() => undefined);
    metrics.ended?.(answered('0'));

    const { body } = await metrics.text();

    expect(readExposition(body).get('hearthgate_calls_under_way')?.samples).toEqual([]);
    expect(valueIn(body, 'hearthgate_calls_total', { panel: 'none', command: 'v-list-user', exit: '0' })).toBe(1);
  });
});
