import type { RedisNode, RedisSentinels, RedisSettings, Settings } from '../../domain/policy/settings.ts';
import { urlHost } from '../../domain/address/url-host.ts';
import { durationText } from '../units/duration-text.ts';

/** Where counters and bans are kept, as `hearthgate check` shows it. */
export function describeStore({ data, redis }: Pick<Settings, 'data' | 'redis'>): object {
  const folder = data.isRequired ? data.folder : `${data.folder}, if it is there`;
  return { data: folder, store: redis === undefined ? 'in memory, by this gateway for itself' : { redis: redisText(redis) } };
}

function redisText(redis: RedisSettings): object {
  const { at, tls, username, passwordFile, database, prefix, timeoutMs, onFailure } = redis;
  return {
    ...placeText(at, tls === undefined ? 'redis' : 'rediss'),
    ...(at.kind === 'cluster' ? {} : { database }),
    ...(tls === undefined ? {} : { verified: verifyText(tls) }),
    login: loginText({ username, passwordFile }),
    ...(at.kind === 'sentinel' ? { sentinelLogin: loginText(at) } : {}),
    prefix,
    timeout: durationText(timeoutMs),
    onFailure: onFailure === 'local' ? 'local: each gateway counts for itself meanwhile' : 'deny: calls are refused meanwhile',
  };
}

function loginText({ username, passwordFile }: Pick<RedisSentinels, 'username' | 'passwordFile'>): string {
  return passwordFile === undefined ? 'none' : `${username ?? 'the default user'}, with the password in ${passwordFile}`;
}

function placeText(at: RedisSettings['at'], scheme: string): object {
  const urls = (nodes: readonly RedisNode[]): string[] => nodes.map((node) => urlText(node, scheme));
  switch (at.kind) {
    case 'single':
      return { url: urlText(at.node, scheme) };
    case 'socket':
      return { url: `unix://${at.path}` };
    case 'cluster':
      return { cluster: urls(at.nodes) };
    case 'sentinel':
      return { sentinels: urls(at.sentinels), name: at.name };
  }
}

function urlText({ host, port }: RedisNode, scheme: string): string {
  return `${scheme}://${urlHost(host)}:${port}`;
}

function verifyText({ caFile, serverName }: NonNullable<RedisSettings['tls']>): string {
  const name = serverName ?? 'its host';
  return `a certificate for ${name} ${caFile === undefined ? 'that the system trusts' : `by an authority in ${caFile}`}`;
}
