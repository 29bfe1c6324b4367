import type { StatusPart } from '../../domain/status-part.ts';
import type { Listener } from './listener.ts';

/** The metrics of the listeners: connections of clients, and the gateway's own certificates. */
export function listenersPart(listeners: () => readonly Pick<Listener, 'connectionCount' | 'certificates'>[]): StatusPart {
  return {
    readings: [
      {
        type: 'gauge',
        name: 'hearthgate_connections',
        help: 'Connections of clients that are open.',
        labels: [],
        read: () => [{ labels: {}, value: listeners().reduce((total, listener) => total + listener.connectionCount(), 0) }],
      },
      {
        type: 'gauge',
        name: 'hearthgate_certificate_expiry_timestamp_seconds',
        help: "End of validity of the gateway's own certificates, seconds since 1970.",
        labels: ['file'],
        read: () =>
          listeners()
            .flatMap((listener) => listener.certificates())
            .map(({ file, expiresAtMs }) => ({ labels: { file }, value: expiresAtMs / 1000 })),
      },
    ],
  };
}
