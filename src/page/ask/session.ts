import type { CallerAnswer } from './answers.ts';
import { createAsk, exchangeCode } from './ask.ts';

/** Who is signed in. */
export interface Session extends CallerAnswer {
  /** Of a session of this page, which ends after 12 hours, or with the gateway. */
  readonly token: string;
  /** What somebody typed, in memory alone: it opens another session when this one has ended. */
  readonly typed?: string;
}

const place = 'hearthgate-token';

export function keptToken(): string | undefined {
  return sessionStorage.getItem(place) ?? undefined;
}

export function keepToken(token: string | undefined): void {
  if (token === undefined) sessionStorage.removeItem(place);
  else sessionStorage.setItem(place, token);
}

/** The code in the address, which is taken out of it at once: neither the history nor a bookmark keeps it. */
export function takeCode(): string | undefined {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? undefined;
  if (code !== undefined) history.replaceState(null, '', location.pathname);
  return code;
}

export async function sessionOf(keptNow: string): Promise<Session> {
  return { ...(await createAsk(keptNow)<CallerAnswer>('GET', '/caller')), token: keptNow };
}

/** A session in place of a token that somebody typed: a browser may bring back what a tab kept, and a token is good without an end. */
export async function sessionFor(typed: string): Promise<Session> {
  const { code } = await createAsk(typed)<{ readonly code: string }>('POST', '/page-codes');
  return { ...(await exchangeCode<Session>(code)), typed };
}
