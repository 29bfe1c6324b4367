import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import type { UpstreamTls } from '../domain/settings.ts';
import { panelTrust } from './panel-trust.ts';
import { PanelUntrustedError } from './panel-untrusted-error.ts';

/**
 * Opens connections to the panel for undici, which gets a socket only after its other end was judged.
 *
 * It fails with a PanelUntrustedError where the other end is not the panel, and with the socket's error where there is no connection.
 */
export function createPanelConnector(tls: UpstreamTls, connectTimeoutMs: number): buildConnector.connector {
  // Sessions are not resumed: a resumed one shows the key of the time when it was made.
  const shared = { timeout: connectTimeoutMs, keepAlive: true, maxCachedSessions: 0, allowH2: false };
  const connectPlain = buildConnector(shared);

  async function connectTls(target: buildConnector.Options): Promise<Socket> {
    const trust = await panelTrust(tls);
    const socket = await opened(buildConnector({ ...trust.options, ...shared }), target);
    const fault = socket instanceof TLSSocket ? trust.faultOf(socket) : 'the connection is not encrypted';
    if (fault === undefined) return socket;
    socket.destroy();
    throw new PanelUntrustedError(fault);
  }

  return (target, handOver) => {
    const socket = target.protocol === 'https:' ? connectTls(target) : opened(connectPlain, target);
    socket.then(
      (opening) => handOver(null, opening),
      (error: unknown) => handOver(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

function opened(connect: buildConnector.connector, target: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connect(target, (error, socket) => {
      if (error === null) resolve(socket);
      else reject(error);
    });
  });
}
