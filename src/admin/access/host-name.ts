import type { IncomingMessage } from 'node:http';
import { hostForm } from '../../domain/address/host-form.ts';

/** The name in a request's one Host, without its port; undefined where there is not exactly one of the right form. */
export function hostName({ headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>): string | undefined {
  const [host, ...more] = headersDistinct['host'] ?? [];
  if (host === undefined || more.length > 0) return undefined;
  const [, name] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::[0-9]{1,5})?$/i.exec(host) ?? [];
  return name === undefined ? undefined : hostForm(name);
}
