import { collectDefaultMetrics, Registry } from 'prom-client';
import { boundText } from './bound-text.ts';
import type { Family, Series } from './family.ts';

/** Gauges under a counter's name; each is the sum of the metric without the ending. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** What Node and the system say of the process: measured by prom-client, and written with all others, in either format. */
export function createProcessMetrics(): () => Promise<readonly Family[]> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  return async () => (await registry.getMetricsAsJSON()).map(familyOf);
}

type Measured = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number];

function familyOf({ name, help, type, values }: Measured): Family {
  return { name, help, type: typeOf(String(type)), series: () => values.map((value) => seriesOf(name, value)) };
}

/** A type that there is none of so far would be a gauge, which asks nothing of its series. */
function typeOf(type: string): Family['type'] {
  return type === 'counter' || type === 'histogram' ? type : 'gauge';
}

function seriesOf(name: string, measured: Measured['values'][number]): Series {
  const ending = 'metricName' in measured ? String(measured.metricName).slice(name.length) : '';
  const labels = Object.fromEntries(Object.entries(measured.labels).map(([label, value]) => [label, labelText(label, value)]));
  const suffix = (['_bucket', '_sum', '_count'] as const).find((each) => each === ending);
  return { labels, value: measured.value, ...(suffix === undefined ? {} : { suffix }) };
}

function labelText(label: string, value: string | number | undefined): string {
  return label === 'le' && typeof value === 'number' ? boundText(value) : String(value);
}
