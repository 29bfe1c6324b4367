import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPlaces } from '../../src/forward/pool/places.ts';
import { place, placeIn, wanted } from './wanted.ts';
import { isSettledSoon } from './panel-call.ts';

afterEach(() => vi.useRealTimers());

describe("a place for the gateway's own calls", () => {
  it('is given at once where several are free', async () => {
    const places = createPlaces({ calls: 2, queue: 4, waitMs: 1000 });
    expect((await places.takeOwn()).kind).toBe('place');
    expect([places.inFlight(), places.taken()]).toEqual([1, { read: 0, write: 0, own: 1 }]);
  });

  it('may be the last free one: long calls must not keep the gateway from reading the state of the panel', async () => {
    const places = createPlaces({ calls: 3, queue: 4, waitMs: 1000 });
    await place(places);
    await place(places);
    expect((await places.takeOwn()).kind).toBe('place');
  });

  it('is given beside long writes, though more of them wait', async () => {
    const places = createPlaces({ calls: 3, queue: 4, waitMs: 60_000 });
    const writes = [await place(places, { use: 'write' }), await place(places, { use: 'write' })];
    const waiting = place(places, { use: 'write' });
    expect((await places.takeOwn()).kind).toBe('place');
    writes[0]?.release();
    await waiting;
  });

  it('is the only one, where there is but one and it is free', async () => {
    const places = createPlaces({ calls: 1, queue: 4, waitMs: 1000 });
    const own = placeIn(await places.takeOwn());
    const client = places.take(wanted());
    expect(await isSettledSoon(client)).toBe(false);
    own.release();
    expect((await client).kind).toBe('place');
  });

  it('is given when no client waits any more, not before', async () => {
    const places = createPlaces({ calls: 1, queue: 4, waitMs: 60_000 });
    const held = await place(places);
    const own = places.takeOwn();
    const clients = [place(places, { caller: 'b' }), place(places, { caller: 'c' })];
    held.release();
    (await clients[0])?.release();
    expect(await isSettledSoon(own)).toBe(false);
    (await clients[1])?.release();
    expect((await own).kind).toBe('place');
  });

  it('is given to one at a time', async () => {
    const places = createPlaces({ calls: 4, queue: 4, waitMs: 1000 });
    const first = placeIn(await places.takeOwn());
    const second = places.takeOwn();
    expect(await isSettledSoon(second)).toBe(false);
    first.release();
    expect((await second).kind).toBe('place');
  });

  it('is waited for a minute at most, by sixteen at most', async () => {
    vi.useFakeTimers();
    const places = createPlaces({ calls: 1, queue: 4, waitMs: 1000 });
    await place(places);
    const waiting = Array.from({ length: 16 }, () => places.takeOwn());
    expect((await places.takeOwn()).kind).toBe('busy');
    await vi.advanceTimersByTimeAsync(59_999);
    expect(vi.getTimerCount()).toBe(16);
    await vi.advanceTimersByTimeAsync(1);
    expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(waiting.map(() => 'busy'));
  });

  it('is refused to those who wait, when they alone are turned away', async () => {
    const places = createPlaces({ calls: 1, queue: 4, waitMs: 60_000 });
    const held = await place(places);
    const [own, client] = [places.takeOwn(), places.take(wanted())];
    places.turnAway('own');
    expect((await own).kind).toBe('turned-away');
    held.release();
    expect((await client).kind).toBe('place');
  });
});
