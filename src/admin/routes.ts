import type { Clock } from '../domain/clock.ts';
import type { GatewayStatus } from '../domain/gateway/gateway-status.ts';
import type { PanelProbes } from './panel-probes.ts';
import { readReadiness } from './readiness.ts';
import type { AdminAnswer } from './route/admin-answer.ts';
import type { Route, Routes } from './route/route.ts';

/** @param accept the header that says which format a scraper prefers */
export type MetricsText = (accept: string | undefined) => Promise<{ readonly contentType: string; readonly body: string }>;

export interface RoutesOptions {
  readonly status: GatewayStatus;
  readonly metricsText: MetricsText;
  readonly clock: Clock;
  readonly probes: PanelProbes;
  /** What commands ask. */
  readonly asked: Routes;
  /** The files of the page, and the way into it. */
  readonly page: Routes;
}

export function routesOf({ status, metricsText, clock, probes, asked, page }: RoutesOptions): Routes {
  return new Map<string, Route>([
    [
      '/metrics',
      {
        role: 'metrics',
        GET: async (_, __, accept) => ({ status: 200, headers: { vary: 'accept' }, ...(await metricsText(accept)) }),
      },
    ],
    // Liveness only: a gateway that is stopping must not be restarted because of it.
    ['/healthz', { role: 'metrics', GET: () => Promise.resolve({ status: 200, body: 'ok\n' }) }],
    ['/readyz', { role: 'metrics', GET: () => readyAnswer(status, probes, clock) }],
    ...page,
    ...asked,
  ]);
}

async function readyAnswer(status: GatewayStatus, probes: PanelProbes, clock: Clock): Promise<AdminAnswer> {
  const { isReady, lines } = await readReadiness(status, probes, clock);
  return { status: isReady ? 200 : 503, body: lines.map((line) => `${line}\n`).join('') };
}
