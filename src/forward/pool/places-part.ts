import type { Sample, StatusPart } from '../../domain/status-part.ts';
import type { OwnCallOutcome } from './own-calls.ts';
import type { PlaceUse } from './places.ts';

/** The places at a panel, and who has them. */
export interface PlacesInUse {
  /** How many there are. */
  readonly all: number;
  readonly taken: Readonly<Record<PlaceUse, number>>;
  /** Keys (kinds of deprecated credentials) of which a call waits. */
  readonly keysWaiting: number;
  /** The gateway's own calls since the start. */
  readonly ownCalls: Readonly<Record<OwnCallOutcome, number>>;
}

export interface PlacesPartOptions {
  readonly panel: string;
  readonly places: () => PlacesInUse;
}

/** The metrics of the places at a panel, and of the gateway's own calls. */
export function placesPart({ panel, places }: PlacesPartOptions): StatusPart {
  const samplesBy = (label: string, values: Readonly<Record<string, number>>): readonly Sample[] =>
    Object.entries(values).map(([text, value]) => ({ labels: { panel, [label]: text }, value }));
  return {
    readings: [
      {
        type: 'gauge',
        name: 'hearthgate_places',
        help: 'Calls that may be in flight at the panel.',
        labels: ['panel'],
        read: () => [{ labels: { panel }, value: places().all }],
      },
      {
        type: 'gauge',
        name: 'hearthgate_places_taken',
        help: 'Places that are taken, by what they are used for.',
        labels: ['panel', 'use'],
        read: () => samplesBy('use', places().taken),
      },
      {
        type: 'gauge',
        name: 'hearthgate_keys_waiting',
        help: 'Keys of which a call waits for a place at the panel.',
        labels: ['panel'],
        read: () => [{ labels: { panel }, value: places().keysWaiting }],
      },
      {
        type: 'counter',
        name: 'hearthgate_own_calls_total',
        help: "The gateway's own calls to the panel, by how they ended.",
        labels: ['panel', 'outcome'],
        read: () => samplesBy('outcome', places().ownCalls),
      },
    ],
  };
}
