import { AbstractConnector, type RedisOptions } from 'ioredis';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls';

type Connector = NonNullable<RedisOptions['Connector']>;

/** The client's own default for the end of a connection. */
const disconnectTimeoutMs = 2000;

/**
 * Connects to the nodes of a cluster, and tells why one cannot be connected to: the client says of it that the connection is closed, and no
 * more.
 *
 * @param secure undefined: no TLS
 */
export function tellingConnector(secure: ConnectionOptions | undefined, tell: (error: Error) => void): Connector {
  return class extends AbstractConnector {
    readonly #node: { readonly host: string; readonly port: number };

    constructor(options: unknown) {
      super(disconnectTimeoutMs);
      this.#node = nodeIn(options);
    }

    override connect(): Promise<Socket> {
      this.connecting = true;
      const stream = secure === undefined ? connect(this.#node) : connectSecurely({ ...secure, ...this.#node });
      this.stream = stream;
      stream.once('error', (error) => {
        this.firstError = error;
        tell(error);
      });
      return Promise.resolve(stream);
    }
  };
}

function nodeIn(options: unknown): { readonly host: string; readonly port: number } {
  const isNode = typeof options === 'object' && options !== null && 'host' in options && 'port' in options;
  if (isNode && typeof options.host === 'string' && typeof options.port === 'number')
    return { host: options.host, port: options.port };
  throw new TypeError('the client connects to a node without a host or a port');
}
