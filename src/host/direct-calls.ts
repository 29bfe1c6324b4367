import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parseAddress } from '../domain/address/address.ts';
import { StartError } from '../domain/start-error.ts';
import { errorText } from '../domain/text/error-text.ts';
import { systemErrorCode } from '../domain/text/system-error-code.ts';
import { ownAddresses } from './own-addresses.ts';
import { panelPaths } from './panel-paths.ts';

/** Who called the panel's API without the gateway, by the panel's own logs. */
export interface DirectCaller {
  readonly address: string;
  /** Ids of access keys; `api` for API keys. None: seen by the web server alone, as calls with a password are. */
  readonly keys: readonly string[];
  readonly calls: number;
  readonly lastAtMs: number;
}

interface DirectCall {
  readonly address: string;
  readonly key: string | undefined;
  readonly atMs: number;
}

/**
 * Calls that the panel answered, from other addresses than the host's own: those are the gateway, and the panel's sign-on. Looked for in the log
 * of logins (`DATE TIME KEY ADDRESS … successfully launched`) and in that of the panel's web server, with what was rotated away.
 *
 * @param sinceMs wall clock
 * @throws StartError where a log is there and cannot be read: then it is not known
 */
export async function directCallers(sinceMs: number): Promise<readonly DirectCaller[]> {
  const own = new Set(ownAddresses().map(({ text }) => text));
  const callers = new Map<string, { keys: Set<string>; calls: number; lastAtMs: number }>();
  const take = (call: DirectCall | undefined, counts: boolean): void => {
    if (call === undefined || call.atMs < sinceMs || own.has(call.address)) return;
    const known = callers.get(call.address) ?? { keys: new Set<string>(), calls: 0, lastAtMs: 0 };
    callers.set(call.address, known);
    if (call.key !== undefined) known.keys.add(call.key);
    if (counts) known.calls += 1;
    known.lastAtMs = Math.max(known.lastAtMs, call.atMs);
  };
  for await (const line of linesSince(panelPaths.accessLog, sinceMs)) take(readAccessLine(line), true);
  for await (const line of linesSince(panelPaths.authLog, sinceMs)) take(readAuthLine(line), false);
  return [...callers]
    .map(([address, { keys, calls, lastAtMs }]) => ({ address, keys: [...keys].toSorted(), calls: Math.max(calls, 1), lastAtMs }))
    .toSorted((one, other) => other.lastAtMs - one.lastAtMs);
}

/** `2026-11-27 06:15:00 KEY 192.0.2.1 v-list-users successfully launched`, in the host's time. */
function readAuthLine(line: string): DirectCall | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (\S+) (\S+) (?:\S+ )?successfully launched$/.exec(line);
  const address = parseAddress(match?.[4] ?? '');
  if (match === null || address === undefined) return undefined;
  const key = match[3] ?? '';
  const isKey = key === 'api' || /^[A-Za-z0-9]{20}$/.test(key);
  return { address: address.text, key: isKey ? key : undefined, atMs: Date.parse(`${match[1]}T${match[2]}`) };
}

/** `192.0.2.1 - - [27/Nov/2026:06:15:00 +0000] POST /api/ HTTP/1.1 "200" …`; what the panel refused has another status. */
function readAccessLine(line: string): DirectCall | undefined {
  const match = /^(\S+) - \S+ \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] \S+ (\/api\S*) \S+ "20[04]"/.exec(line);
  const address = parseAddress(match?.[1] ?? '');
  if (match === null || address === undefined || !/^\/api(?:[/?]|$)/.test(match[7] ?? '')) return undefined;
  return {
    address: address.text,
    key: undefined,
    atMs: Date.parse(`${match[2]} ${match[3]} ${match[4]} ${match[5]} ${match[6]}`),
  };
}

/** Of a log and of what was rotated away from it, packed or not, as far as it was written since then. */
async function* linesSince(log: string, sinceMs: number): AsyncGenerator<string> {
  const names = namesIn(dirname(log)).filter((name) => new RegExp(`^${basename(log)}(?:[.-].+)?$`).test(name));
  for (const name of names) {
    const path = join(dirname(log), name);
    if (statSync(path).mtimeMs < sinceMs) continue;
    if (!/(?:\.log|[.-]\d+(?:\.gz)?)$/.test(name))
      throw new StartError('EHOST', `${path} is packed or named in a way that is not read; unpack it, or move it away`);
    try {
      const bytes = createReadStream(path);
      yield* createInterface({ input: name.endsWith('.gz') ? unpacked(bytes) : bytes, crlfDelay: Infinity });
    } catch (cause) {
      throw new StartError('EHOST', `${path} cannot be read to its end: ${errorText(cause)}`, { cause });
    }
  }
}

/** A fault of either ends what is read. */
function unpacked(bytes: Readable): Readable {
  const gunzip = createGunzip();
  bytes.on('error', (error) => gunzip.destroy(error));
  return Readable.from(bytes.pipe(gunzip));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // A panel that has never logged has no folder.
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
