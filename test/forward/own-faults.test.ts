import { afterEach, describe, expect, it } from 'vitest';
import type { Admission } from '../../src/forward/logins/admission.ts';
import { createPlaces, type PlacesBounds } from '../../src/forward/pool/places.ts';
import type { ClientPresence } from '../../src/domain/gateway/panel-client.ts';
import { LeavingClient } from '../support/leaving-client.ts';
import { answerWith } from '../support/recording-panel.ts';
import { ended, startPair, stopAll } from './panel-call.ts';
import { place, wanted } from './wanted.ts';

// A failure over one call is that call's alone: its place is free again, and whoever waits is served.

afterEach(stopAll);

const fail = (): never => {
  throw new Error('a fault of its own');
};
const bounds: PlacesBounds = { calls: 1, queue: 3, waitMs: 60_000 };
const admission = (changes: Partial<Admission>): Admission => ({
  judge: () => 'go',
  begin: () => undefined,
  isHeld: () => false,
  denial: () => ({ reason: 'state_unavailable' }),
  ended: () => undefined,
  ...changes,
});

describe.each(['judge', 'begin'] as const)('an admission that fails to %s', (what) => {
  it('costs its own call the place, and no other', async () => {
    const places = createPlaces(bounds);
    await expect(places.take(wanted({ admission: admission({ [what]: fail }) }))).rejects.toThrow('a fault of its own');
    expect(places.inFlight()).toBe(0);
    await place(places);
  });

  it('while it waits is that call alone, when others are served', async () => {
    const places = createPlaces(bounds);
    const first = await place(places);
    const faulty = places.take(wanted({ admission: admission({ [what]: fail }) }));
    const next = places.take(wanted());
    first.release();
    await expect(faulty).rejects.toThrow('a fault of its own');
    expect((await next).kind).toBe('place');
    expect([places.inFlight(), places.waiting()]).toEqual([1, 0]);
  });
});

it('an admission that fails when those who wait are judged again fails its own call', async () => {
  const places = createPlaces(bounds);
  await place(places);
  const faulty = places.take(wanted({ admission: admission({ judge: fail }) }));
  places.review();
  await expect(faulty).rejects.toThrow('a fault of its own');
  expect(places.waiting()).toBe(0);
});

it.each<readonly [string, Partial<ClientPresence>]>([
  ['left', { hasLeft: fail }],
  ['can be listened to', { noticed: () => Promise.reject(new Error('a fault of its own')) }],
])('a call of which it cannot be told whether its client has %s is not sent, and its place is free again', async (_, parts) => {
  const { panel, client } = await startPair(() => answerWith({}));
  const stays = new LeavingClient();
  const faulty = { hasLeft: stays.hasLeft, whenLeft: stays.whenLeft, ...parts };
  expect([await ended(client, { client: faulty }), await ended(client)]).toEqual(['gateway_failed', 'answer']);
  expect([panel.requests.length, client.callsInFlight()]).toEqual([1, 0]);
});
