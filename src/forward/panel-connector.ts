import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import buildConnector from 'undici/lib/core/connect.js';
import { hostForm } from '../domain/host-form.ts';
import type { UpstreamTls } from '../domain/settings.ts';
import { type PanelTrust, panelTrust } from './panel-trust.ts';
import { PanelUntrustedError } from './panel-untrusted-error.ts';

export interface PanelConnector {
  /** For undici, which gets a socket only after its other end was judged. */
  readonly connect: buildConnector.connector;
  /** Wall clock, milliseconds since 1970: of the certificate that was shown last. */
  readonly certificateExpiresAtMs: () => number | undefined;
  /** Opens a connection, judges its other end, closes it. Undefined: all is well; else why not, in words. */
  readonly probe: (origin: string) => Promise<string | undefined>;
}

/**
 * Opens connections to the panel.
 *
 * `connect` fails with a PanelUntrustedError where the other end is not the panel, and with the socket's error where there is no connection.
 */
export function createPanelConnector(tls: UpstreamTls, connectTimeoutMs: number): PanelConnector {
  // Sessions are not resumed: a resumed one shows the key of the time when it was made.
  const shared = { timeout: connectTimeoutMs, keepAlive: true, maxCachedSessions: 0, allowH2: false };
  const connectPlain = buildConnector(shared);
  let expiresAtMs: number | undefined;

  async function connectTls(target: buildConnector.Options): Promise<Socket> {
    const trust = await panelTrust(tls);
    const socket = await opened(buildConnector({ ...trust.options, ...shared }), target);
    const fault = socket instanceof TLSSocket ? faultOf(socket, trust) : 'the connection is not encrypted';
    if (fault === undefined) return socket;
    socket.destroy();
    throw new PanelUntrustedError(fault);
  }

  function faultOf(socket: TLSSocket, trust: PanelTrust): string | undefined {
    // Asked for once: of a second one Node cannot read the key.
    const shown = socket.getPeerX509Certificate();
    expiresAtMs = shown === undefined ? undefined : Date.parse(shown.validTo);
    return trust.faultOf(socket, shown);
  }

  function open(target: buildConnector.Options): Promise<Socket> {
    return target.protocol === 'https:' ? connectTls(target) : opened(connectPlain, target);
  }

  return {
    connect: (target, handOver) => {
      open(target).then(
        (socket) => handOver(null, socket),
        (error: unknown) => handOver(error instanceof Error ? error : new Error(String(error)), null),
      );
    },
    certificateExpiresAtMs: () => expiresAtMs,
    probe: async (origin) => {
      const { protocol, hostname, port } = new URL(origin);
      try {
        (await open({ protocol, hostname: hostForm(hostname), port: port === '' ? defaultPort(protocol) : port })).destroy();
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
}

function defaultPort(protocol: string): string {
  return protocol === 'https:' ? '443' : '80';
}

function opened(connect: buildConnector.connector, target: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connect(target, (error, socket) => {
      if (error === null) resolve(socket);
      else reject(error);
    });
  });
}
