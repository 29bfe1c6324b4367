import { stat } from 'node:fs';
import { denials, reportableReasons } from '../../../src/domain/call/denials.ts';
import type { Denial } from '../../../src/domain/call/denial.ts';
import type { CircuitState } from '../../../src/domain/gateway/gateway-status.ts';
import type { StatusPart } from '../../../src/domain/status-part.ts';
import { createMetrics, type Metrics } from '../../../src/observe/metrics/metrics.ts';
import { apiKeyCredential, callWith, passwordCredential } from '../../support/facts.ts';
import { until } from '../../support/until.ts';
import { answered, refused } from './outcomes.ts';
import { partsWithMetrics, poolPartWith, statusWith } from './status.ts';

/** The metrics of a gateway to which everything has happened that has a label of its own. */
export async function metricsOfEverything(): Promise<string> {
  const metrics = createMetrics({
    status: () => statusWith({ parts: [...partsWithMetrics, ...circuitsOf(['open', 'half-open'])] }),
    knownCommands: () => new Set(['v-list-user']),
    version: '1.2.3',
    nodeVersion: 'v20.20.2',
  });
  for (const panel of ['main', undefined]) tellAll(metrics, panel);
  await collectionOfGarbage(metrics);
  // A request to the system is in flight all the while the metrics are read.
  let isRead = false;
  const ask = (): void => {
    if (!isRead) stat('/', ask);
  };
  ask();
  const { body } = await metrics.text();
  isRead = true;
  return body;
}

/** Of a circuit breaker, only the state that it is in has a series. */
function circuitsOf(states: readonly CircuitState[]): readonly StatusPart[] {
  return states.map((state) => ({
    readings: (poolPartWith({ circuit: () => state }).readings ?? []).filter(({ name }) => name === 'hearthgate_panel_circuit'),
  }));
}

function tellAll({ ended }: Metrics, panel: string | undefined): void {
  for (const reason of [...Object.keys(denials), 'none of them']) ended?.(refused(denialOf(reason), { panel }));
  for (let exitCode = 0; exitCode < 300; exitCode += 1) ended?.(answered(String(exitCode), { panel }));
  ended?.(answered(undefined, { panel }));
  for (const reason of reportableReasons) ended?.(answered('0', { panel, wouldRefuse: [reason] }));
  ended?.(answered('0', { panel, call: callWith({ command: 'a-exec' }) }));
  for (const credential of [apiKeyCredential, passwordCredential]) {
    ended?.(answered(undefined, { panel, call: callWith({ credential }) }));
    ended?.(refused({ reason: 'api_disabled' }, { panel, call: callWith({ credential }) }));
  }
}

/** Metrics read the reason alone. */
function denialOf(reason: string): Denial {
  return Object.assign({ reason: 'api_disabled' } as const, { reason });
}

async function collectionOfGarbage(metrics: Metrics): Promise<void> {
  await until(async () => {
    const litter = Array.from({ length: 100_000 }, String);
    return litter.length > 0 && (await metrics.text()).body.includes('nodejs_gc_duration_seconds_count{');
  });
}
