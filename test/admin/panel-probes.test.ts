import { describe, expect, test } from 'vitest';
import { PanelProbes } from '../../src/admin/panel-probes.ts';
import type { PanelStatus } from '../../src/domain/gateway/gateway-status.ts';
import { panelStatusWith, statusWith } from '../observe/metrics/status.ts';
import { ask, startAdmin, tcp } from './start-admin.ts';

interface ProbedPanel {
  readonly panel: PanelStatus;
  readonly count: () => number;
  /** Ends the oldest probe that is in flight. */
  readonly answer: (fault: string | undefined) => void;
}

function probedPanel(name = 'main'): ProbedPanel {
  const waiting: ((fault: string | undefined) => void)[] = [];
  let count = 0;
  const probe = (): Promise<string | undefined> => {
    count += 1;
    return new Promise((resolve) => waiting.push(resolve));
  };
  return { panel: panelStatusWith({ name, probe }), count: () => count, answer: (fault) => waiting.shift()?.(fault) };
}

describe('probes of a panel', () => {
  test('are shared by all who ask at the same time', async () => {
    const { panel, count, answer } = probedPanel();
    const { where } = await startAdmin(tcp, { status: statusWith({ panels: [panel] }) });
    const replies = Array.from({ length: 20 }, () => ask(where, '/readyz'));
    await expect.poll(count).toBe(1);

    answer('connection refused');

    for (const { status } of await Promise.all(replies)) expect(status).toBe(503);
    expect(count()).toBe(1);
  });

  test('are made anew after five seconds, not before', async () => {
    let nowMs = 0;
    const probes = new PanelProbes({ monotonicMs: () => nowMs, wallMs: () => 0 });
    const { panel, count, answer } = probedPanel();
    const first = probes.ask(panel);
    answer('connection refused');
    expect(await first).toBe('connection refused');

    nowMs = 4999;
    expect(await probes.ask(panel)).toBe('connection refused');
    expect(count()).toBe(1);

    nowMs = 5000;
    const second = probes.ask(panel);
    answer(undefined);
    expect(await second).toBeUndefined();
    expect(count()).toBe(2);
  });

  test('are told apart by panel', async () => {
    const probes = new PanelProbes({ monotonicMs: () => 0, wallMs: () => 0 });
    const [main, spare] = [probedPanel(), probedPanel('spare')];
    const both = Promise.all([probes.ask(main.panel), probes.ask(spare.panel)]);

    main.answer(undefined);
    spare.answer('connection refused');

    expect(await both).toEqual([undefined, 'connection refused']);
  });

  test('that get no answer do not hold who asks, and are not repeated', async () => {
    let nowMs = 0;
    const probes = new PanelProbes({ monotonicMs: () => nowMs, wallMs: () => 0 }, 30);
    const { panel, count, answer } = probedPanel();

    expect(await probes.ask(panel)).toBe('no answer within 30 ms');
    nowMs = 60_000;
    expect(await probes.ask(panel)).toBe('no answer within 30 ms');
    expect(count()).toBe(1);

    answer(undefined);
    expect(await probes.ask(panel)).toBeUndefined();
  });

  test('that fail count as answers', async () => {
    const probes = new PanelProbes({ monotonicMs: () => 0, wallMs: () => 0 });
    const panel = panelStatusWith({
      probe: () => {
        throw new Error('out of order');
      },
    });

    expect(await probes.ask(panel)).toBe('the probe failed: Error: out of order');
    expect(await probes.ask(panel)).toBe('the probe failed: Error: out of order');
  });
});
