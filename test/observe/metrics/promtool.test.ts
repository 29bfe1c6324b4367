import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { describeWith, requireServer } from '../../support/servers.ts';
import { metricsOf } from './metrics-of.ts';
import { answered, refused } from './outcomes.ts';
import { partsWithMetrics, statusWith } from './status.ts';

describeWith('promtool', 'the metrics', () => {
  test("have names that Prometheus's own check has no remark on", async () => {
    const metrics = metricsOf(() => statusWith({ parts: partsWithMetrics }));
    metrics.ended?.(answered('0'));
    metrics.ended?.(refused({ reason: 'api_disabled' }));

    const { body } = await metrics.text();
    const { stdout, stderr, error } = spawnSync(requireServer('promtool'), ['check', 'metrics'], {
      input: body,
      encoding: 'utf8',
    });

    expect(error).toBeUndefined();
    expect(`${stdout}${stderr}`).toBe('');
  });
});
