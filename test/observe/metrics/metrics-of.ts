import type { GatewayStatus } from '../../../src/domain/gateway/gateway-status.ts';
import { createMetrics, type Metrics } from '../../../src/observe/metrics/metrics.ts';
import { readExposition } from './exposition.ts';
import { partsWithMetrics, statusWith } from './status.ts';

/** Metrics of a gateway whose panel has two commands. */
export function metricsOf(status: () => GatewayStatus | undefined = () => statusWith({ parts: partsWithMetrics })): Metrics {
  return createMetrics({
    status,
    knownCommands: () => commands,
    version: '1.2.3',
    nodeVersion: 'v20.20.2',
  });
}

const commands = new Set(['v-list-user', 'v-add-user']);

/** The sum over all series of a metric. */
export function totalIn(text: string, name: string): number {
  return (
    readExposition(text)
      .get(name)
      ?.samples.reduce((total, { value }) => total + value, 0) ?? Number.NaN
  );
}
