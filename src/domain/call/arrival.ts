import type { Address } from '../address/address.ts';
import type { UnixPeer } from './unix-peer.ts';

/** What is known of a request before its body. */
export interface Arrival {
  /** 16 random bytes in hexadecimal; the same in the answer, the log and the panel's request. */
  readonly requestId: string;
  /** When its head had come: wall clock, milliseconds since 1970. 0: nothing of it could be read. */
  readonly receivedMs: number;
  /** Who asks: the peer, or whom a trusted proxy names. Undefined when there is no usable address. */
  readonly address: Address | undefined;
  /** The other end of the socket, where it is a trusted proxy. */
  readonly proxy: Address | UnixPeer | undefined;
  readonly method: string;
  /** The path is one of the API's. */
  readonly pathIsApi: boolean;
  readonly contentType: string | undefined;
  /** The client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  /** A trusted proxy says that it came in TLS early data, which somebody may have recorded and send again (RFC 8470). */
  readonly isEarly: boolean;
  /** `traceparent` of W3C Trace Context, version 00, as a trusted proxy gives it. */
  readonly trace: string | undefined;
}
