import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import buildConnector, { type Connect, type ConnectTarget } from 'undici/lib/core/connect.js';
import { errorText } from '../../domain/text/error-text.ts';
import { hostForm } from '../../domain/address/host-form.ts';
import type { UpstreamTls } from '../../domain/policy/settings.ts';
import { AnswerStream, type PanelConnection } from './answer-stream.ts';
import { type PanelTrust, panelTrust } from '../trust/panel-trust.ts';
import { PanelUntrustedError } from '../trust/panel-untrusted-error.ts';
import type { ShownKey } from '../trust/shown-key.ts';
import { TlsCarrier } from './tls-carrier.ts';

export interface PanelConnector {
  /** Opens a connection; hands it over only after its other end was judged. */
  readonly connect: (target: ConnectTarget, handOver: HandOver) => void;
  /** Wall clock, milliseconds since 1970: of the certificate that was shown last. */
  readonly certificateExpiresAtMs: () => number | undefined;
  /** Opens a connection, judges its other end, closes it. Undefined: all is well; else why not, in words. */
  readonly probe: (origin: string) => Promise<string | undefined>;
}

type HandOver = (error: Error | null, stream: AnswerStream | null) => void;

export interface PanelConnectorOptions {
  readonly tls: UpstreamTls;
  /** For the connection and its handshake together. */
  readonly connectTimeoutMs: number;
  /** Bytes of one answer on the wire at most, with everything around it. */
  readonly maxWireBytes: number;
  /** With `verify: panel`. */
  readonly shownKey: ShownKey | undefined;
}

/**
 * Opens connections to the panel.
 *
 * `connect` fails with a PanelUntrustedError where the other end is not the panel, and with the socket's error where there is no connection.
 */
export function createPanelConnector({ tls, connectTimeoutMs, maxWireBytes, shownKey }: PanelConnectorOptions): PanelConnector {
  // Sessions are not resumed: a resumed one shows the key of the time when it was made.
  const shared = { keepAlive: true, maxCachedSessions: 0, allowH2: false };
  const connectPlain = buildConnector({ ...shared, timeout: connectTimeoutMs });
  let expiresAtMs: number | undefined;

  async function connectTls(target: ConnectTarget): Promise<PanelConnection> {
    const trust = await panelTrust(tls, shownKey);
    const beganAtMs = performance.now();
    const transport = await opened(connectPlain, { ...target, protocol: 'http:', port: portOf(target) });
    const carrier = new TlsCarrier(transport);
    const late = setTimeout(
      () => transport.destroy(new Error(`no handshake in time (timeout: ${connectTimeoutMs}ms)`)),
      connectTimeoutMs - (performance.now() - beganAtMs),
    );
    const connect = buildConnector({ ...trust.options, ...shared, timeout: 0 });
    const socket = await opened(connect, { ...target, httpSocket: carrier }).finally(() => clearTimeout(late));
    const fault = socket instanceof TLSSocket ? faultOf(socket, trust) : notEncrypted;
    if (socket instanceof TLSSocket && fault === undefined) return { kind: 'tls', socket, carrier, transport };
    socket.destroy();
    throw new PanelUntrustedError(fault ?? notEncrypted);
  }

  function faultOf(socket: TLSSocket, trust: PanelTrust): string | undefined {
    // Asked for once: of a second one Node cannot read the key.
    const shown = socket.getPeerX509Certificate();
    expiresAtMs = shown === undefined ? undefined : Date.parse(shown.validTo);
    return trust.faultOf(socket, shown);
  }

  async function open(target: ConnectTarget): Promise<PanelConnection> {
    return target.protocol === 'https:' ? connectTls(target) : { kind: 'plain', socket: await opened(connectPlain, target) };
  }

  return {
    connect: (target, handOver) => {
      open(target).then(
        (connection) => handOver(null, new AnswerStream(connection, maxWireBytes)),
        (error: unknown) => handOver(error instanceof Error ? error : new Error(errorText(error)), null),
      );
    },
    certificateExpiresAtMs: () => expiresAtMs,
    probe: async (origin) => {
      const { protocol, hostname, port } = new URL(origin);
      try {
        (await open({ protocol, hostname: hostForm(hostname), port })).socket.destroy();
        return undefined;
      } catch (error) {
        return errorText(error);
      }
    },
  };
}

const notEncrypted = 'the connection is not encrypted';

function portOf({ port }: ConnectTarget): string {
  return port === '' ? '443' : port;
}

function opened(connect: Connect, target: ConnectTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connect(target, (error, socket) => {
      if (socket === undefined) reject(error ?? new Error('there is neither a connection nor an error'));
      else resolve(socket);
    });
  });
}
