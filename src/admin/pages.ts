import type { Clock } from '../domain/clock.ts';
import type { GatewayStatus } from '../domain/gateway-status.ts';
import type { Log } from '../domain/log.ts';
import type { AdminAnswer } from './admin-answer.ts';
import type { PanelProbes } from './panel-probes.ts';
import { readReadiness } from './readiness.ts';

export type MetricsText = () => Promise<{ readonly contentType: string; readonly body: string }>;

/** By path. A page never rejects. */
export type Pages = ReadonlyMap<string, () => Promise<AdminAnswer>>;

export interface PagesOptions {
  readonly status: GatewayStatus;
  readonly metricsText: MetricsText;
  readonly log: Log;
  readonly clock: Clock;
  readonly probes: PanelProbes;
}

export function pagesOf({ status, metricsText, log, clock, probes }: PagesOptions): Pages {
  const guarded = (name: string, page: () => Promise<AdminAnswer>) => (): Promise<AdminAnswer> =>
    page().catch((error: unknown) => {
      log.error('a page of the admin listener failed', { page: name, error: String(error) });
      return { status: 500, body: 'This page failed; the log says why\n' };
    });
  return new Map([
    ['/metrics', guarded('/metrics', async () => ({ status: 200, ...(await metricsText()) }))],
    // Alive is whoever answers; a gateway that stops must not be started anew because of it.
    ['/healthz', () => Promise.resolve({ status: 200, body: 'ok\n' })],
    ['/readyz', guarded('/readyz', () => readyAnswer(status, probes, clock))],
  ]);
}

async function readyAnswer(status: GatewayStatus, probes: PanelProbes, clock: Clock): Promise<AdminAnswer> {
  const { isReady, lines } = await readReadiness(status, probes, clock);
  return { status: isReady ? 200 : 503, body: lines.map((line) => `${line}\n`).join('') };
}
