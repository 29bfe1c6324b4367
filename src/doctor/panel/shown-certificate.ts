import type { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import type { UpstreamTls } from '../../domain/policy/settings.ts';

export interface Shown {
  readonly certificate: X509Certificate | undefined;
  /** Why chain, dates or name do not hold; undefined: they do. */
  readonly authorityFault: string | undefined;
}

const patienceMs = 5000;

/**
 * What a panel shows in a handshake. Nothing is asked, so nothing is in its logs. Without TLS there is no certificate.
 *
 * @throws Error of the system where there is no connection, or the handshake fails
 */
export async function shownCertificate(origin: string, tls: UpstreamTls): Promise<Shown> {
  const { protocol, hostname, port } = new URL(origin);
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const isPlain = protocol === 'http:';
  const at = { host, port: port === '' ? usualPort(isPlain) : Number(port) };
  return new Promise((resolve, reject) => {
    const socket = isPlain ? connectPlain(at) : connect({ ...at, ...trustOf(tls), rejectUnauthorized: false });
    const end = (shown: Shown): void => {
      socket.destroy();
      resolve(shown);
    };
    socket.setTimeout(patienceMs, () => socket.destroy(new Error(`no answer within ${patienceMs / 1000} s`)));
    socket.once('error', reject);
    if ('getPeerX509Certificate' in socket)
      socket.once('secureConnect', () =>
        end({
          certificate: socket.getPeerX509Certificate(),
          authorityFault: socket.authorized ? undefined : String(socket.authorizationError),
        }),
      );
    else socket.once('connect', () => end({ certificate: undefined, authorityFault: undefined }));
  });
}

function usualPort(isPlain: boolean): number {
  return isPlain ? 80 : 443;
}

function trustOf(tls: UpstreamTls): { readonly ca?: Buffer; readonly servername?: string } {
  if (tls.verify !== 'ca' && tls.verify !== 'system') return {};
  return {
    ...(tls.verify === 'ca' && { ca: readFileSync(tls.caFile) }),
    ...(tls.serverName !== undefined && { servername: tls.serverName }),
  };
}
