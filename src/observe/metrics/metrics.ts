import { setImmediate as othersFirst } from 'node:timers/promises';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { Observer } from '../../domain/gateway/observer.ts';
import { createCallMetrics } from './call-metrics.ts';
import { CommandLabels, type KnownCommands } from './command-labels.ts';
import { PanelLabels } from './panel-labels.ts';
import { registerPartMetrics } from './part-metrics.ts';

export interface MetricsOptions {
  /** Asked at each reading and at each new panel; undefined as long as there is no gateway. */
  readonly status: () => GatewayStatus | undefined;
  readonly knownCommands: KnownCommands;
  /** Of the gateway. */
  readonly version: string;
  readonly nodeVersion: string;
}

export interface Metrics extends Observer {
  /** What is known at this moment, in the text format that Prometheus reads. */
  readonly text: () => Promise<{ readonly contentType: string; readonly body: string }>;
}

/** The metrics of one gateway, in a registry of their own. The manual's table is held to them. */
export function createMetrics({ status, knownCommands, version, nodeVersion }: MetricsOptions): Metrics {
  const registry = new Registry();
  const calls = createCallMetrics(registry, new PanelLabels(status), new CommandLabels(knownCommands));
  registry.registerMetric(buildInfo(version, nodeVersion));
  collectDefaultMetrics({ register: registry });
  const text = async (): Promise<string> => {
    registerPartMetrics(registry, status);
    return `${await textIn(registry)}\n${calls.text()}\n`;
  };
  return { ended: calls.ended, text: async () => ({ contentType: registry.contentType, body: await text() }) };
}

/** As `registry.metrics()` has it; between two metrics others go on, because with many panels all of them take long. */
async function textIn(registry: Registry): Promise<string> {
  const texts: string[] = [];
  for (const { name } of registry.getMetricsAsArray()) {
    texts.push(await registry.getSingleMetricAsString(name));
    await othersFirst();
  }
  return `${texts.join('\n\n')}\n`;
}

function buildInfo(version: string, node: string): Gauge {
  const gauge = new Gauge({
    name: 'hearthgate_build_info',
    help: 'Always 1; the versions are in the labels.',
    labelNames: ['version', 'node'],
    registers: [],
  });
  gauge.set({ version, node }, 1);
  return gauge;
}
