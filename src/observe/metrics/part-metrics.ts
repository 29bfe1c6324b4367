import { Counter, Gauge, type Metric, type Registry } from 'prom-client';
import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { PartReading, Sample } from '../../domain/status-part.ts';

type Parts = () => Pick<GatewayStatus, 'parts'> | undefined;

/**
 * The metrics of all parts that there are at this moment, to be called before each reading: parts come and go. They cost nothing until they are
 * read. Readings of one name are one metric.
 */
export function registerPartMetrics(registry: Registry, status: Parts): void {
  for (const reading of readingsOf(status)) {
    if (registry.getSingleMetric(reading.name) === undefined) registry.registerMetric(metricOf(reading, status));
  }
}

function readingsOf(status: Parts): readonly PartReading[] {
  return status()?.parts.flatMap((part) => part.readings ?? []) ?? [];
}

function metricOf({ type, name, help, labels }: PartReading, status: Parts): Metric {
  const samples = (): readonly Sample[] => readingsOf(status).flatMap((reading) => (reading.name === name ? reading.read() : []));
  const text = { name, help, labelNames: labels, registers: [] };
  if (type === 'gauge') {
    return new Gauge({
      ...text,
      collect() {
        this.reset();
        // Else one without labels would be told as 0 where it has no sample.
        if (labels.length === 0) this.remove();
        for (const sample of samples()) this.set(sample.labels, sample.value);
      },
    });
  }
  return new Counter({
    ...text,
    collect() {
      this.reset();
      for (const sample of samples()) this.inc(sample.labels, sample.value);
    },
  });
}
