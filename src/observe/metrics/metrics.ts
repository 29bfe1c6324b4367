import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import type { Observer } from '../../domain/gateway/observer.ts';
import { createCallMetrics } from './call-metrics.ts';
import { CommandLabels, type KnownCommands } from './command-labels.ts';
import type { Family } from './family.ts';
import { PanelLabels } from './panel-labels.ts';
import { PartMetrics } from './part-metrics.ts';
import { createProcessMetrics } from './process-metrics.ts';
import { wantsOpenMetrics } from './wants-open-metrics.ts';
import { contentTypes, writeExposition } from './write-exposition.ts';

export interface MetricsOptions {
  /** Asked at each reading and at each new panel; undefined as long as there is no gateway. */
  readonly status: () => GatewayStatus | undefined;
  readonly knownCommands: KnownCommands;
  /** Of the gateway. */
  readonly version: string;
  readonly nodeVersion: string;
}

export interface Metrics extends Observer {
  /**
   * What is known at this moment, in the format that a scraper prefers.
   *
   * @param accept the scraper's header
   */
  readonly text: (accept?: string) => Promise<{ readonly contentType: string; readonly body: string }>;
}

/** The metrics of one gateway. The manual's table is held to them. */
export function createMetrics({ status, knownCommands, version, nodeVersion }: MetricsOptions): Metrics {
  const calls = createCallMetrics(new PanelLabels(status), new CommandLabels(knownCommands));
  const ofParts = new PartMetrics();
  const ofProcess = createProcessMetrics();
  const build = buildInfo(version, nodeVersion);
  return {
    ended: calls.ended,
    text: async (accept) => {
      const format = wantsOpenMetrics(accept) ? 'openmetrics' : 'text';
      const families = [build, ...calls.families, ...ofParts.families(status()?.parts ?? []), ...(await ofProcess())];
      return { contentType: contentTypes[format], body: await writeExposition(families, format) };
    },
  };
}

function buildInfo(version: string, node: string): Family {
  return {
    type: 'gauge',
    name: 'hearthgate_build_info',
    help: 'Always 1; the versions are in the labels.',
    series: () => [{ labels: { version, node }, value: 1 }],
  };
}
