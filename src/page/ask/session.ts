import type { CallerAnswer } from './answers.ts';

/** Who is signed in: with a token that only this tab keeps, and that is gone with it. */
export interface Session extends CallerAnswer {
  readonly token: string;
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
