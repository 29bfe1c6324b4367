import type { GatewayQuestion } from './gateway-question.ts';

/** Where the second listener answers a question. */
export function apiPath({ path }: Pick<GatewayQuestion, 'path'>): string {
  return `/api/v1${path}`;
}
