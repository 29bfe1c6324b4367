import type { RedisSettings } from '../../domain/policy/settings.ts';
import type { Configuration } from '../shape/configuration-shape.ts';
import type { RedisUrl } from '../urls/redis-url.ts';

type Redis = NonNullable<Configuration['store']['redis']>;
type Resolve = (path: string) => string;

/** Where nothing is said, a server on this host. */
const defaultUrl: RedisUrl = {
  node: { host: '127.0.0.1', port: 6379 },
  isTls: false,
  username: undefined,
  database: undefined,
};

/** Redis as a configuration without faults has it. */
export function redisSettings(redis: Redis, absolute: Resolve): RedisSettings {
  const { url = defaultUrl, passwordFile, prefix, timeoutMs, onFailure } = redis;
  return {
    at: placeFrom(redis, absolute),
    tls: tlsFrom(redis, absolute),
    username: redis.username ?? url.username,
    passwordFile: passwordFile === undefined ? undefined : absolute(passwordFile),
    database: redis.database ?? url.database ?? 0,
    prefix,
    timeoutMs,
    onFailure,
  };
}

function placeFrom({ url = defaultUrl, cluster, ...redis }: Redis, absolute: Resolve): RedisSettings['at'] {
  if (cluster !== undefined) return { kind: 'cluster', nodes: cluster.map(({ node }) => node) };
  const { sentinels, name = '', sentinelUsername, sentinelPasswordFile } = redis;
  if (sentinels !== undefined)
    return {
      kind: 'sentinel',
      sentinels: sentinels.map(({ node }) => node),
      name,
      username: sentinelUsername,
      passwordFile: sentinelPasswordFile === undefined ? undefined : absolute(sentinelPasswordFile),
    };
  return 'path' in url ? { kind: 'socket', path: url.path } : { kind: 'single', node: url.node };
}

/** All URLs of a list are of one kind. */
function tlsFrom({ url, cluster, sentinels, caFile, serverName }: Redis, absolute: Resolve): RedisSettings['tls'] {
  const { isTls } = url ?? cluster?.[0] ?? sentinels?.[0] ?? defaultUrl;
  return isTls ? { caFile: caFile === undefined ? undefined : absolute(caFile), serverName } : undefined;
}
