import type { z } from 'zod';
import { choice } from './choice.ts';
import { duration } from './duration.ts';
import { filePath } from './file-path.ts';
import { parseHostName } from './host-name.ts';
import { isMapping } from './is-mapping.ts';
import { leaf } from './leaf.ts';
import { parseUsername, redisUrl, redisUrls } from './redis-url.ts';
import { ruled, type SectionFault, section } from './section.ts';
import { wholeNumber } from './whole-number.ts';

const redisSection = section({
  url: redisUrl().optional(),
  cluster: redisUrls(6379).optional(),
  sentinels: redisUrls(26_379).optional(),
  name: leaf('the name of the group that the sentinels watch', readGroupName).optional(),
  database: wholeNumber('the number of a database, zero or above', { min: 0, max: 99_999 }).optional(),
  username: userName().optional(),
  passwordFile: filePath('the path of a file').optional(),
  sentinelUsername: userName().optional(),
  sentinelPasswordFile: filePath('the path of a file').optional(),
  caFile: filePath('the path of a file').optional(),
  serverName: leaf('a host name', (raw) => (typeof raw === 'string' ? parseHostName(raw) : undefined)).optional(),
  prefix: leaf('from 1 to 64 printable ASCII characters, without blanks, "{" and "}"', readPrefix).prefault('hearthgate:'),
  timeout: duration({ minMs: 1, maxMs: 10_000 }).prefault('200ms'),
  onFailure: choice('local', 'deny').prefault('local'),
});

type Redis = z.output<typeof redisSection>;

/** Where counters and bans are kept: in memory, unless it is said. */
export const storeSection = section({
  redis: ruled(redisSection, (redis, fault) => {
    judgeServers(redis, fault);
    judgeLogin(redis, fault);
    judgeTls(redis, fault);
  }).optional(),
});

function judgeServers({ url, cluster, sentinels, name, database }: Redis, fault: SectionFault): void {
  const ways = [url, cluster, sentinels].filter((way) => way !== undefined);
  if (ways.length > 1) fault([], 'expected one of url, cluster and sentinels; leave out the others');
  for (const [key, list] of Object.entries({ cluster, sentinels })) {
    if (Array.isArray(list) && list.length === 0) fault([key], 'expected at least one URL, found an empty list');
  }
  if (sentinels !== undefined && name === undefined)
    fault(['name'], 'expected the name of the group that the sentinels watch, found nothing');
  if (sentinels === undefined && name !== undefined) fault(['name'], 'goes with sentinels only');
  if (cluster !== undefined && database !== undefined) fault(['database'], 'a cluster has one database only; leave it out');
  if (url?.database !== undefined && database !== undefined)
    fault(['database'], 'stands in url, too; leave it out of one of them');
}

function judgeLogin({ url, username, passwordFile, ...redis }: Redis, fault: SectionFault): void {
  if (url?.username !== undefined && username !== undefined)
    fault(['username'], 'stands in url, too; leave it out of one of them');
  const isNamed = url?.username !== undefined || username !== undefined;
  if (isNamed && passwordFile === undefined)
    fault(['passwordFile'], "expected the path of a file with the user's password, found nothing");
  const { sentinels, sentinelUsername, sentinelPasswordFile } = redis;
  for (const [key, value] of Object.entries({ sentinelUsername, sentinelPasswordFile })) {
    if (value !== undefined && sentinels === undefined) fault([key], 'goes with sentinels only');
  }
  if (sentinels !== undefined && sentinelUsername !== undefined && sentinelPasswordFile === undefined)
    fault(['sentinelPasswordFile'], "expected the path of a file with that user's password, found nothing");
}

function judgeTls({ url, cluster, sentinels, caFile, serverName }: Redis, fault: SectionFault): void {
  for (const [key, list] of Object.entries({ cluster, sentinels })) {
    if (Array.isArray(list) && new Set(list.map((entry) => entry.isTls)).size > 1)
      fault([key], 'expected rediss:// in every URL, or in none');
  }
  const urls: readonly unknown[] = [url ?? [], cluster ?? [], sentinels ?? []].flat();
  if (!urls.every(isPlain)) return;
  for (const [key, value] of Object.entries({ caFile, serverName })) {
    if (value !== undefined) fault([key], 'goes with rediss:// only');
  }
}

/** A URL that has a fault of its own is neither plain nor not. */
function isPlain(url: unknown): boolean {
  return isMapping(url) && url['isTls'] === false;
}

function userName() {
  return leaf('a user name without blanks', (raw) => (typeof raw === 'string' ? parseUsername(raw) : undefined));
}

function readGroupName(raw: unknown): string | undefined {
  return typeof raw === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(raw) ? raw : undefined;
}

function readPrefix(raw: unknown): string | undefined {
  return typeof raw === 'string' && /^[!-z|~]{1,64}$/.test(raw) ? raw : undefined;
}
