import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { ClientPolicy } from '../../src/domain/policy/policy.ts';
import type { ListenTls } from '../../src/domain/policy/settings.ts';
import { listenWith } from '../support/listen-with.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { only } from '../support/test-gateway.ts';

/** The client that the site's gateway lets in; its proxy is 127.0.0.1. */
export const client = '192.0.2.1';

/** A site whose gateway stands behind a proxy that speaks the PROXY protocol. */
export function openProxiedSite(
  scheme: 'http' | 'https',
  allowed: readonly string[] = [client],
  clients: Partial<ClientPolicy> = {},
): Promise<Site> {
  const tls = scheme === 'http' ? ({ kind: 'plaintext' } as const) : certificateOf('panel');
  return openSite({
    clients: { allow: only(...allowed), trustedProxies: AddressSet.of(['127.0.0.1', '198.18.0.0/24']), ...clients },
    settings: { listen: [listenWith({ tls, proxyProtocol: true, maxConnections: 1000 })] },
  });
}

const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();

/** A call that the gateway allows, over a connection that ends after it unless told. */
export function callBytes(...headers: readonly string[]): Buffer {
  const head = [
    'POST /api/ HTTP/1.1',
    'Host: a',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
  ];
  const lines = headers.some((line) => line.startsWith('Connection:')) ? headers : ['Connection: close', ...headers];
  return Buffer.from(`${[...head, ...lines].join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

/** Whom the panel was told that each call came from. */
export function clientsAtPanel({ panel }: Site): readonly (string | undefined)[] {
  return panel.requests.map(({ rawHeaders }) => rawHeaders[rawHeaders.findIndex((name) => /^x-forwarded-for$/i.test(name)) + 1]);
}

function certificateOf(name: string): ListenTls {
  const file = (ending: string): string => new URL(`../fixtures/tls/${name}.${ending}`, import.meta.url).pathname;
  return {
    kind: 'files',
    minVersion: 'TLSv1.2',
    certificates: [{ certFile: file('crt'), keyFile: file('key'), hosts: [], mayBeMissing: false }],
  };
}
