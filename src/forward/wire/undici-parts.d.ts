// The parts of undici that calls to the panel need. The whole package brings fetch, WebSocket, caches and mocks, and 6 MB of memory for them.
// Their types are written out here, as narrow as they are used: its own name sockets where any stream will do.

declare module 'undici/lib/dispatcher/client.js' {
  import type { Duplex } from 'node:stream';
  import type { Dispatcher } from 'undici';
  import type { ConnectTarget } from 'undici/lib/core/connect.js';

  interface ClientOptions {
    readonly pipelining: number;
    readonly connect: (target: ConnectTarget, handOver: (error: Error | null, stream: Duplex | null) => void) => void;
    readonly keepAliveTimeout: number;
    readonly keepAliveMaxTimeout: number;
    /** 0: none. */
    readonly headersTimeout: number;
    readonly bodyTimeout: number;
  }

  class Client extends Dispatcher {
    constructor(origin: string, options: ClientOptions);
  }
  export = Client;
}

declare module 'undici/lib/core/connect.js' {
  import type { Socket } from 'node:net';
  import type { Duplex } from 'node:stream';
  import type { ConnectionOptions } from 'node:tls';

  namespace buildConnector {
    interface ConnectTarget {
      readonly hostname: string;
      readonly host?: string;
      readonly protocol: string;
      readonly port: string;
      readonly servername?: string;
      /** With TLS: what it runs over. */
      readonly httpSocket?: Duplex;
    }
    type Connect = (target: ConnectTarget, done: (error: Error | null, socket?: Socket) => void) => void;
  }

  function buildConnector(
    options: ConnectionOptions & {
      readonly keepAlive: boolean;
      readonly maxCachedSessions: number;
      readonly allowH2: boolean;
      /** 0: none. */
      readonly timeout: number;
    },
  ): buildConnector.Connect;
  export = buildConnector;
}
