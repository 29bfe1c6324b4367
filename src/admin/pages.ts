import type { Clock } from '../domain/clock.ts';
import type { GatewayStatus } from '../domain/gateway/gateway-status.ts';
import type { TokenRole } from '../domain/policy/admin-token.ts';
import type { AdminAnswer } from './admin-answer.ts';
import type { AdminCaller } from './admin-caller.ts';
import type { PanelProbes } from './panel-probes.ts';
import { readReadiness } from './readiness.ts';

/** @param accept the header that says which format a scraper prefers */
export type MetricsText = (accept: string | undefined) => Promise<{ readonly contentType: string; readonly body: string }>;

export type Method = 'GET' | 'POST' | 'DELETE';

/** What a page does, by method. A GET has its parameters in the query, what changes something in a JSON body. */
export type Page = Partial<Record<Method, PageAction>> & {
  /** The least role that the page needs, where it is not that of the method. */
  readonly role?: TokenRole | undefined;
};

/**
 * @param by who asks; of an open page it may be anybody
 * @param accept the header of that name
 */
export type PageAction = (parameters: URLSearchParams, by: AdminCaller | undefined, accept?: string) => Promise<AdminAnswer>;

/** The least role that the page needs. */
export function neededRole({ role }: Page, method: Method): TokenRole {
  return role ?? (method === 'GET' ? 'read' : 'operate');
}

/** By path. */
export type Pages = ReadonlyMap<string, Page>;

export interface PagesOptions {
  readonly status: GatewayStatus;
  readonly metricsText: MetricsText;
  readonly clock: Clock;
  readonly probes: PanelProbes;
  /** What commands ask. */
  readonly asked: Pages;
}

export function pagesOf({ status, metricsText, clock, probes, asked }: PagesOptions): Pages {
  return new Map<string, Page>([
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
    ...asked,
  ]);
}

async function readyAnswer(status: GatewayStatus, probes: PanelProbes, clock: Clock): Promise<AdminAnswer> {
  const { isReady, lines } = await readReadiness(status, probes, clock);
  return { status: isReady ? 200 : 503, body: lines.map((line) => `${line}\n`).join('') };
}
