import { type Address, parseAddress } from '../domain/address.ts';
import { isAccessKeyId } from '../domain/bounds.ts';
import type { CountedRow, LimitsControl, RunningBan } from '../domain/limits-status.ts';
import { printableJson } from '../domain/printable.ts';
import type { Log } from '../domain/log.ts';
import type { AdminAnswer } from './admin-answer.ts';
import type { Page } from './pages.ts';

const maxSeconds = 365 * 86_400;

/**
 * Bans. `GET` tells those that run; `POST ?address=ADDRESS&seconds=N` bans an address, `DELETE ?address=ADDRESS` ends all bans of one,
 * `DELETE ?key=ID` ends those of a key and forgets its failures. JSON.
 */
export function bansPage(limits: LimitsControl, log: Log): Page {
  return {
    GET: async () => json(200, { bans: limits.bans().map(banFields) }),
    POST: async (query) => {
      const address = addressIn(query);
      const seconds = Number(query.get('seconds'));
      if (address === undefined) return noAddress;
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > maxSeconds) {
        return { status: 400, body: `expected seconds from 1 to ${maxSeconds}\n` };
      }
      const result = await limits.ban(address, seconds * 1000);
      if (result !== 'banned') return { status: 409, body: `${address.text} ${notBanned[result]}\n` };
      log.info('an address is banned by hand', { address: address.text, seconds });
      return json(200, { banned: address.text, seconds });
    },
    DELETE: async (query) => {
      const key = query.get('key');
      if (key !== null) return unlock(key, limits, log);
      const address = addressIn(query);
      if (address === undefined) return noAddress;
      const ended = await limits.unban(address);
      log.info('the bans of an address are ended by hand', { address: address.text, ended });
      return json(200, { address: address.text, ended });
    },
  };
}

/** What is counted now: `GET ?address=ADDRESS` or `GET ?key=ID`. JSON. */
export function limitsPage(limits: LimitsControl): Page {
  return {
    GET: async (query) => {
      const key = query.get('key');
      if (key !== null) {
        if (!isAccessKeyId(key)) return noKey;
        return json(200, { counted: (await limits.ofKey(key)).map(rowFields) });
      }
      const address = addressIn(query);
      if (address === undefined) return noAddress;
      return json(200, { counted: (await limits.ofAddress(address)).map(rowFields) });
    },
  };
}

const notBanned = {
  never: 'is not banned: clients.neverBan names it',
  'no-room': 'is not banned everywhere: all places are taken by bans that run; raise limits.maxEntries',
} as const;

async function unlock(key: string, limits: LimitsControl, log: Log): Promise<AdminAnswer> {
  if (!isAccessKeyId(key)) return noKey;
  const pairs = limits.bans().flatMap(({ subject }) => (subject.startsWith(`${key} `) ? [subject] : []));
  const wasRefused = await limits.unlock(key);
  log.info('the failures of a key are forgotten by hand, and its bans ended', { key, wasRefused, pairs: pairs.length });
  return json(200, { key, ended: Number(wasRefused) + pairs.length, ...(pairs.length > 0 && { pairs }) });
}

const noKey: AdminAnswer = { status: 400, body: 'expected the id of an access key: 20 letters and digits\n' };
const noAddress: AdminAnswer = { status: 400, body: 'expected address=ADDRESS, an IPv4 or IPv6 address\n' };

function addressIn(query: URLSearchParams): Address | undefined {
  return parseAddress(query.get('address') ?? '');
}

function banFields({ panel, subject, cause, leftMs, level }: RunningBan): object {
  return { panel, subject, cause, leftSeconds: Math.ceil(leftMs / 1000), level };
}

function rowFields({ panel, counted, used, of, resetMs, refusedMs }: CountedRow): object {
  return { panel, counted, used, of, resetSeconds: secondsOf(resetMs), refusedSeconds: secondsOf(refusedMs) };
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.ceil(ms / 1000);
}

function json(status: number, content: object): AdminAnswer {
  return { status, body: `${printableJson(JSON.stringify(content))}\n`, contentType: 'application/json; charset=utf-8' };
}
