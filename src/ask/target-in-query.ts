import type { AdminAnswer } from '../admin/route/admin-answer.ts';
import { isAccessKeyId } from '../domain/call/bounds.ts';
import type { BannedClient, LimitsControl } from '../domain/ledger/limits-status.ts';
import { parseClient } from './target.ts';

/** Whom a question is about, or what to answer where it is about nobody. */
export type AskedTarget = { readonly kind: 'key'; readonly key: string } | BannedClient | NoTarget;

export interface NoTarget {
  readonly kind: 'none';
  readonly answer: AdminAnswer;
}

/** Reads `address=ADDRESS`, or `key=ID`, which goes first. */
export function targetInQuery(query: URLSearchParams): AskedTarget {
  const key = query.get('key');
  if (key === null) return clientInQuery(query);
  return isAccessKeyId(key) ? { kind: 'key', key } : noTarget('expected the id of an access key: 20 letters and digits');
}

export function clientInQuery(query: URLSearchParams): BannedClient | NoTarget {
  return parseClient(query.get('address') ?? '') ?? noTarget('expected address=ADDRESS, an IPv4 or IPv6 address or a network');
}

/** The limits of `panel=NAME`, or those of all panels. */
export function limitsInQuery(limits: LimitsControl, query: URLSearchParams): LimitsControl | NoTarget {
  const panel = query.get('panel');
  if (panel === null) return limits;
  return limits.at(panel) ?? noTarget(`expected the name of a panel of the gateway, found ${JSON.stringify(panel)}`);
}

export function noTarget(text: string): NoTarget {
  return { kind: 'none', answer: { status: 400, body: `${text}\n` } };
}
