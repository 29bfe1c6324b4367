/**
 * The other end of a connection over a Unix socket: a trusted proxy, because the permissions of the socket's file let it connect, and for no other
 * reason. It has no address, and is never taken for the client.
 */
export interface UnixPeer {
  readonly kind: 'unix';
  /** As the audit log says it. */
  readonly text: 'unix';
}

export const unixPeer: UnixPeer = { kind: 'unix', text: 'unix' };
