import { prefixText } from '../domain/address/address.ts';
import type { UsesOfOne } from './use-book.ts';
import type { Use } from './use-row.ts';

/** What of the proven use of an access key its record does not know. */
export interface Novelty {
  /** The record has no other use of the key. */
  readonly isFirstUse: boolean;
  /** The network of its place, as people read it; undefined: the key was used from there before. */
  readonly network: string | undefined;
  readonly isNewCommand: boolean;
}

/** Of a key; before that, what is new is only learned. Of the record itself likewise. */
const learningMs = 7 * 86_400_000;

/** What a client may have invented, and where its secret was not proven. */
const any = '?';

/** Digits of the 48 bits of an IPv6 network, of which a site has one. */
const siteDigits = 12;

/**
 * Looked for only where the record has no row of this command from this place, so it may look through the rows of the key, which are a few hundred.
 *
 * @param records of that credential
 * @param sinceMs when the record began
 */
export function noveltyOf(
  { command, place, atMs }: Pick<Use, 'command' | 'place' | 'atMs'>,
  records: readonly (UsesOfOne | undefined)[],
  sinceMs: number,
): Novelty | undefined {
  const network = networkOf(place);
  let firstMs = Number.POSITIVE_INFINITY;
  let isNetworkKnown = false;
  let isCommandKnown = command === any;
  for (const record of records) {
    for (const row of record?.rows.values() ?? []) {
      if (row.place === any) continue;
      firstMs = Math.min(firstMs, row.firstMs);
      isNetworkKnown ||= networkOf(row.place) === network;
      isCommandKnown ||= row.command === command;
    }
  }
  const isFirstUse = firstMs === Number.POSITIVE_INFINITY;
  if (atMs - (isFirstUse ? sinceMs : firstMs) < learningMs) return undefined;
  if (isNetworkKnown && isCommandKnown) return undefined;
  return { isFirstUse, network: isNetworkKnown ? undefined : network, isNewCommand: !isCommandKnown && !isFirstUse };
}

/** @param place as `prefixOf` gives it */
function networkOf(place: string): string {
  if (place.includes('.')) return `${place.slice(0, place.lastIndexOf('.'))}.0/24`;
  const [digits = '', bits = ''] = place.split('/');
  return digits.length <= siteDigits ? prefixText(`${digits}/${bits}`) : prefixText(`${digits.slice(0, siteDigits)}/48`);
}
