import { ofPanels, type Reading, samplesBy } from './reading.ts';

/** The places at a panel, and who has them. */
export interface PlacesInUse {
  /** How many there are. */
  readonly all: number;
  readonly taken: Readonly<Record<'read' | 'write' | 'own', number>>;
  /** Keys (kinds of deprecated credentials) of which a call waits. */
  readonly keysWaiting: number;
  /** The gateway's own calls since the start. */
  readonly ownCalls: Readonly<Record<'answered' | 'refused' | 'failed' | 'not-sent', number>>;
}

/** By the panel's name. */
export type PlacesOf = (panel: string) => PlacesInUse | undefined;

export function placesReadings(placesOf: PlacesOf): readonly Reading[] {
  return [
    {
      type: 'gauge',
      name: 'hearthgate_places',
      help: 'Calls that may be under way at the panel.',
      labels: ['panel'],
      read: ofPanels(({ name }) => placesOf(name)?.all),
    },
    {
      type: 'gauge',
      name: 'hearthgate_places_taken',
      help: 'Places that are taken, by what they are used for.',
      labels: ['panel', 'use'],
      read: ({ panels }) => panels.flatMap(({ name }) => samplesBy('use', name, placesOf(name)?.taken ?? {})),
    },
    {
      type: 'gauge',
      name: 'hearthgate_keys_waiting',
      help: 'Keys of which a call waits for a place at the panel.',
      labels: ['panel'],
      read: ofPanels(({ name }) => placesOf(name)?.keysWaiting),
    },
    {
      type: 'counter',
      name: 'hearthgate_own_calls_total',
      help: "The gateway's own calls to the panel, by how they ended.",
      labels: ['panel', 'outcome'],
      read: ({ panels }) => panels.flatMap(({ name }) => samplesBy('outcome', name, placesOf(name)?.ownCalls ?? {})),
    },
  ];
}
