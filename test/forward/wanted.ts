import type { PlaceTaken } from '../../src/forward/pool/place-taken.ts';
import type { Places, Wanted } from '../../src/forward/pool/places.ts';
import { LeavingClient } from '../support/leaving-client.ts';

/** A short reading call of the key `a`, whose client stays. */
export function wanted(parts: Partial<Wanted> = {}): Wanted {
  return { caller: 'a', use: 'read', mayWait: true, client: new LeavingClient(), ...parts };
}

export type Place = Extract<PlaceTaken, { readonly kind: 'place' }>;

export async function place(places: Places, parts: Partial<Wanted> = {}): Promise<Place> {
  return placeIn(await places.take(wanted(parts)));
}

export function placeIn(taken: PlaceTaken): Place {
  if (taken.kind !== 'place') throw new Error(`expected a place, got ${taken.kind}`);
  return taken;
}
