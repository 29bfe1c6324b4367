import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import type { Log } from '../../../domain/log.ts';
import type { RedisSettings } from '../../../domain/policy/settings.ts';
import { passwordSource } from './password-source.ts';
import type { RedisConnection } from './redis-store-options.ts';
import { tellingConnector } from './telling-connector.ts';

export type RedisClient = Redis | Cluster;

/** Called with why a node of a cluster cannot be connected to. */
export type TellFault = (error: Error) => void;

const connectTimeoutMs = 1000;
const maxRetryDelayMs = 500;

/**
 * A client that is not connected yet. What cannot be sent immediately fails, and nothing is sent twice: each question has its own time limit,
 * and a call that was counted must not be counted again.
 */
export function createRedisClient(
  { settings, readPassword, readSentinelPassword, ca }: RedisConnection,
  { log, tell }: { readonly log: Log; readonly tell: TellFault },
): RedisClient {
  const sources = {
    ...(readPassword === undefined ? {} : { password: passwordSource(readPassword, log) }),
    ...(readSentinelPassword === undefined ? {} : { sentinelPassword: passwordSource(readSentinelPassword, log) }),
  };
  const client = clientFor(settings(), { ca, tell });
  if (client instanceof Cluster) client.on('+node', (node: Redis) => readAnew(node, sources));
  else readAnew(client, sources);
  return client;
}

/** The client looks into its options at each connection. */
function readAnew({ options }: Redis, sources: Readonly<Record<string, () => string>>): void {
  for (const [name, get] of Object.entries(sources)) Object.defineProperty(options, name, { get, enumerable: true });
}

function clientFor(
  settings: RedisSettings,
  { ca, tell }: { readonly ca: Buffer | undefined; readonly tell: TellFault },
): RedisClient {
  const { at, tls, username, database } = settings;
  const secure = tls === undefined ? undefined : tlsOptions(tls.serverName, ca);
  const common = {
    ...(username === undefined ? {} : { username }),
    ...(secure === undefined ? {} : { tls: secure }),
    connectTimeout: connectTimeoutMs,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
  } satisfies RedisOptions;
  const own = { ...common, enableOfflineQueue: false, lazyConnect: true, retryStrategy, db: database };
  switch (at.kind) {
    case 'single':
      return new Redis({ ...own, host: at.node.host, port: at.node.port });
    case 'socket':
      return new Redis({ ...own, path: at.path });
    case 'sentinel':
      return new Redis({
        ...own,
        sentinels: at.sentinels.map(({ host, port }) => ({ host, port })),
        name: at.name,
        ...(at.username === undefined ? {} : { sentinelUsername: at.username }),
        sentinelRetryStrategy: retryStrategy,
        ...(secure === undefined ? {} : { enableTLSForSentinelMode: true, sentinelTLS: secure }),
      });
    case 'cluster':
      return new Cluster(
        at.nodes.map(({ host, port }) => ({ host, port })),
        {
          redisOptions: { ...common, Connector: tellingConnector(secure, tell) },
          // Certificates are for names: a name is left to the system, which looks it up at each connection.
          dnsLookup: (name, found) => found(null, name),
          enableOfflineQueue: false,
          lazyConnect: true,
          clusterRetryStrategy: retryStrategy,
          // A node that moved a slot says so at once; more than this is no answer within a decision's time.
          maxRedirections: 3,
          slotsRefreshTimeout: connectTimeoutMs,
        },
      );
  }
}

function retryStrategy(times: number): number {
  return Math.min(maxRetryDelayMs, times * 50);
}

function tlsOptions(serverName: string | undefined, ca: Buffer | undefined): ConnectionOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    checkServerIdentity: identityFault,
  };
}

function identityFault(host: string, certificate: PeerCertificate): Error | undefined {
  const error = checkServerIdentity(host, certificate);
  if (error === undefined) return undefined;
  const names = certificate.subjectaltname ?? String(certificate.subject.CN);
  const words = `its certificate is for ${names}, not for ${host}: set store.redis.serverName, or the host in the URL, to a name that it has`;
  return Object.assign(error, { message: words });
}
