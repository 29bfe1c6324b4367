import { describe, expect, test } from 'vitest';
import { arrivalWith } from '../../support/facts.ts';
import { metricsOf } from './metrics-of.ts';
import { answered, refused } from './outcomes.ts';

const openMetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const plainText = 'text/plain; version=0.0.4; charset=utf-8';

describe('the format', () => {
  test.each([
    // What Prometheus 2 and 3 send.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      openMetrics,
    ],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      openMetrics,
    ],
    // A Prometheus whose configuration prefers the other one.
    ['text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1', plainText],
    ['application/openmetrics-text; version="1.0.0"', plainText],
    ['Application/OpenMetrics-Text', openMetrics],
    ['application/openmetrics-text; version=2.0.0', plainText],
    ['application/openmetrics-text;q=0', plainText],
    ['application/openmetrics-text;q=many', plainText],
    ['application/openmetrics-text;q=0.5,*/*', plainText],
    ['*/*', plainText],
    ['', plainText],
    [undefined, plainText],
  ])('for Accept: %s is %s', async (accept, contentType) => {
    expect((await metricsOf().text(accept)).contentType).toBe(contentType);
  });

  test('is that of each scraper, also at the same time', async () => {
    const metrics = metricsOf();

    const texts = await Promise.all([metrics.text(openMetrics), metrics.text(), metrics.text(openMetrics), metrics.text()]);

    expect(texts.map(({ contentType }) => contentType)).toEqual([openMetrics, plainText, openMetrics, plainText]);
    expect(texts.map(({ body }) => body.endsWith('\n# EOF\n'))).toEqual([true, false, true, false]);
  });
});

describe('OpenMetrics', () => {
  test('has the series of the other format, but for exemplars', async () => {
    const metrics = metricsOf();
    metrics.ended?.(answered('0'));

    const [open, plain] = [await metrics.text(openMetrics), await metrics.text()];

    expect(seriesOf(open.body)).toEqual(seriesOf(plain.body));
    expect(open.body).toContain('# TYPE hearthgate_decisions counter\nhearthgate_decisions_total{');
    expect(plain.body).not.toContain(' # {');
  });

  test('shows the last request that was refused for a reason', async () => {
    const metrics = metricsOf();
    metrics.ended?.(refused({ reason: 'api_disabled' }, { arrival: arrivalWith({ requestId: 'aa11' }) }));
    metrics.ended?.(refused({ reason: 'api_disabled' }, { arrival: arrivalWith({ requestId: 'bb22' }) }));

    expect((await metrics.text(openMetrics)).body).toContain(
      'hearthgate_decisions_total{panel="main",outcome="refused",reason="api_disabled"} 2 # {request_id="bb22"} 1\n',
    );
  });

  test('shows a request that took as long as its bucket says', async () => {
    const metrics = metricsOf();
    const timings = { totalMs: 4000, queueMs: 0, panelMs: 4000 };
    metrics.ended?.(answered('0', { arrival: arrivalWith({ requestId: 'cc33' }), timings }));

    expect((await metrics.text(openMetrics)).body).toContain(
      'hearthgate_panel_duration_seconds_bucket{le="5.0",panel="main"} 1 # {request_id="cc33"} 4\n',
    );
  });
});

function seriesOf(body: string): string[] {
  return [...body.matchAll(/^hearthgate_\w+(?:\{[^}]*\})?/gm)].map(([series]) => series);
}
