import type { RedisNode } from '../../domain/policy/settings.ts';
import { parseHost } from '../values/host-name.ts';
import { leaf } from '../values/leaf.ts';
import { textForm } from '../text/written-form.ts';
import { textList } from '../values/text-list.ts';

/** As long as the system takes one. */
const maxSocketPath = 107;

/** Where a server is, and what else its URL may say. */
export interface RedisUrl {
  readonly node: RedisNode;
  readonly isTls: boolean;
  readonly username: string | undefined;
  readonly database: number | undefined;
}

/** A server on this host, by its socket. */
export interface RedisSocketUrl {
  readonly path: string;
  readonly isTls: false;
  readonly username: string | undefined;
  readonly database: number | undefined;
}

/** One server. No message repeats the text, in which a password may stand. */
export function redisUrl() {
  return leaf(
    'a URL such as redis://127.0.0.1:6379, without a password (that belongs in passwordFile)',
    (raw, fault) => {
      if (typeof raw !== 'string') return undefined;
      const url = isSocketUrl(raw) ? parseSocketUrl(raw) : parseRedisUrl(raw, 6379);
      if (url === schemeFault) return fault(`${schemeFault}, or with unix:// for a socket`);
      return typeof url === 'string' ? fault(url) : url;
    },
    textForm('URL'),
  );
}

/** Several servers, for which user and database are said once, beside the list. */
export function redisUrls(defaultPort: number) {
  return textList(
    `a list of URLs such as redis://192.0.2.1:${defaultPort}, without a password (that belongs in passwordFile)`,
    (entries, fault) =>
      entries.flatMap(({ text, at }) => {
        const url = parseRedisUrl(text, defaultPort);
        if (typeof url === 'string') fault(url, at);
        else if (url.username !== undefined) fault('expected a URL without a user name; write it once, as username', at);
        else if (url.database !== undefined) fault('expected a URL without a database; write it once, as database', at);
        else return [url];
        return [];
      }),
  );
}

const schemeFault = 'expected a URL that begins with redis://, or with rediss:// for TLS';
const passwordFault = 'expected a URL without a password; write it into a file and name that in passwordFile';
const usernameFault = 'expected a user name without blanks, percent-encoded';

function isSocketUrl(text: string): boolean {
  return text.startsWith('unix:');
}

/** `unix://USER@/PATH?db=DATABASE`, as other clients of Redis write it. */
function parseSocketUrl(text: string): RedisSocketUrl | string {
  const form = /^unix:\/\/(?<user>[^/]*)(?<path>\/[^?#\0]*)(?:\?db=(?<database>0|[1-9][0-9]{0,4}))?$/s;
  const { user = '', path, database } = form.exec(text)?.groups ?? {};
  if (/^unix:\/\/[^/]*:/.test(text)) return passwordFault;
  const file = decoded(path ?? '');
  if (path === undefined || file === undefined || (user !== '' && !user.endsWith('@')))
    return 'expected unix:///PATH, perhaps with ?db=DATABASE behind it, and USER@ before the path';
  if (Buffer.byteLength(file) > maxSocketPath) return `expected the path of a socket of at most ${maxSocketPath} bytes`;
  const username = parseUsername(decoded(user.slice(0, -1)));
  if (user !== '' && username === undefined) return usernameFault;
  return { path: file, isTls: false, username, database: database === undefined ? undefined : Number(database) };
}

/** What the URL says, or what is wrong with it, in words that repeat nothing of it. */
function parseRedisUrl(text: string, defaultPort: number): RedisUrl | string {
  const [, scheme, rest = ''] = /^(rediss?):\/\/(.*)$/s.exec(text) ?? [];
  if (scheme === undefined) return schemeFault;
  // Up to the last "@", which a password that is written as it is may hold, too.
  const end = rest.lastIndexOf('@');
  const user = rest.slice(0, Math.max(end, 0));
  if (user.includes(':')) return passwordFault;
  const username = parseUsername(decoded(user));
  if (end !== -1 && username === undefined) return usernameFault;
  const place = parsePlace(rest.slice(end + 1), defaultPort);
  if (place === undefined) return `expected ${scheme}://HOST or ${scheme}://HOST:PORT, in url perhaps with /DATABASE`;
  return { ...place, username, isTls: scheme === 'rediss' };
}

/** Reads the name of a user of Redis; undefined for anything else. */
export function parseUsername(text: string | undefined): string | undefined {
  return text !== undefined && /^[^\s\p{Cc}]{1,128}$/u.test(text) ? text : undefined;
}

function parsePlace(text: string, defaultPort: number): Pick<RedisUrl, 'node' | 'database'> | undefined {
  const form = /^(?<host>\[[^\]]+\]|[^:/?#[\]]+)(?::(?<port>[1-9][0-9]{0,4}))?(?:\/(?<database>0|[1-9][0-9]{0,4})?)?$/;
  const { host = '', port = String(defaultPort), database } = form.exec(text)?.groups ?? {};
  const name = parseHost(host);
  if (name === undefined || Number(port) > 65_535) return undefined;
  return { node: { host: name, port: Number(port) }, database: database === undefined ? undefined : Number(database) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Half of a percent-encoded character is no part of a name.
    return undefined;
  }
}
