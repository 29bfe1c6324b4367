import type { z } from 'zod';
import { choice } from '../values/choice.ts';
import { duration } from '../values/duration.ts';
import { filePath } from '../values/file-path.ts';
import { parseHostName } from '../values/host-name.ts';
import { isMapping } from '../text/is-mapping.ts';
import { leaf } from '../values/leaf.ts';
import { parseUsername, redisUrl, redisUrls } from '../urls/redis-url.ts';
import { ruled, type SectionFault, section } from '../setting/section.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { paragraph } from '../text/paragraph.ts';

const redisSection = section({
  url: redisUrl()
    .describe(
      paragraph(
        'Counters and bans in Redis, shared by all gateways that name the same one: `redis://HOST:PORT`, or',
        '`rediss://HOST:PORT` for TLS, perhaps with `USER@` before HOST and `/DATABASE` behind PORT, but without a',
        'password. A Unix socket is `unix:///PATH`, perhaps with `USER@` before the path and `?db=DATABASE` behind it.',
        'Where neither it nor the next two are given, `redis: {}` is `redis://127.0.0.1:6379`. Where `redis` is left out,',
        'too, they are kept in memory, by each gateway for itself.',
      ),
    )
    .optional(),
  cluster: redisUrls(6379)
    .describe(
      paragraph(
        'Instead of `url`: list of URLs of some nodes of a cluster; the others are learned from them. Either all begin',
        'with `rediss://`, or none.',
      ),
    )
    .optional(),
  sentinels: redisUrls(26_379)
    .describe(
      paragraph(
        'Instead of `url`: list of URLs of sentinels, whose port is 26379 unless it is given. With `rediss://` the',
        'servers they lead to are reached by TLS, too.',
      ),
    )
    .optional(),
  name: leaf('the name of the group that the sentinels watch', readGroupName)
    .describe('With `sentinels`, and required there: the name of the group of servers that they watch.')
    .optional(),
  database: wholeNumber('the number of a database, zero or above', { min: 0, max: 99_999 })
    .describe('Number of the database, where `url` does not name one. Not with `cluster`.')
    .optional(),
  username: userName().describe('User to log in as, where `url` does not name one. Needs `passwordFile`.').optional(),
  passwordFile: filePath('the path of a file')
    .describe(
      paragraph(
        'File with the password, of that user or of the default one, in UTF-8. Read at the start and at each new',
        'connection; [a file of a secret](#files-of-secrets).',
      ),
    )
    .optional(),
  sentinelUsername: userName()
    .describe('With `sentinels`: user to ask the sentinels as, which have users of their own. Needs `sentinelPasswordFile`.')
    .optional(),
  sentinelPasswordFile: filePath('the path of a file')
    .describe(
      paragraph(
        'With `sentinels`: file with the password of the sentinels themselves, likewise; without it they are asked',
        'without one.',
      ),
    )
    .optional(),
  caFile: filePath('the path of a file')
    .describe('With `rediss://`: file with the certificates of the authorities to trust, PEM, in place of those of the system.')
    .optional(),
  serverName: leaf('a host name', (raw) => (typeof raw === 'string' ? parseHostName(raw) : undefined))
    .describe('With `rediss://`: the name that the certificate must have, where it is not the host of the URL.')
    .optional(),
  prefix: leaf('from 1 to 64 printable ASCII characters, without blanks, "{" and "}"', readPrefix)
    .describe(
      paragraph(
        'What all names of keys in Redis begin with: 1 to 64 printable ASCII characters, without blanks, `{` and `}`.',
        'Gateways with the same one count together.',
      ),
    )
    .prefault('hearthgate:'),
  timeout: duration({ minMs: 1, maxMs: 10_000 })
    .describe('What one decision may wait for Redis: `1ms` to `10s`.')
    .prefault('200ms'),
  onFailure: choice('local', 'deny')
    .describe('While Redis does not answer: `local` (each gateway counts in its own memory) or `deny` (calls are refused).')
    .prefault('local'),
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
