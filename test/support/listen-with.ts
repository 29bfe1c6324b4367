import type { ListenAt, ListenSettings } from '../../src/domain/policy/settings.ts';

type TcpPlace = Extract<ListenAt, { readonly kind: 'tcp' }>;

/** A listener on a free port of loopback that speaks plain text, with these changes. */
export function listenWith({
  maxConnections = 100,
  maxHeaderBytes,
  maxConnectionsPerClient,
  ...place
}: Partial<Omit<ListenSettings, 'at'> & TcpPlace> = {}): ListenSettings {
  return {
    at: { kind: 'tcp', host: '127.0.0.1', port: 0, tls: { kind: 'plaintext' }, proxyProtocol: false, ...place },
    maxConnections,
    ...(maxHeaderBytes === undefined ? {} : { maxHeaderBytes }),
    ...(maxConnectionsPerClient === undefined ? {} : { maxConnectionsPerClient }),
  };
}
