import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPlaces } from '../../src/forward/pool/places.ts';
import { LeavingClient } from '../support/leaving-client.ts';
import { place, wanted } from './wanted.ts';

afterEach(() => vi.useRealTimers());

describe('places at a panel', () => {
  it('are given at once while there are any', async () => {
    const places = createPlaces({ calls: 2, queue: 0, waitMs: 1000 });
    await place(places);
    await place(places);
    expect(places.inFlight()).toBe(2);
    expect(await places.take(wanted())).toEqual({ kind: 'busy', retryAfterMs: 1000 });
  });

  it('go to those who wait, first come, first served', async () => {
    const places = createPlaces({ calls: 1, queue: 3, waitMs: 60_000 });
    const order: string[] = [];
    let held = await place(places);
    const waiting = ['a', 'b', 'c'].map(async (name) => {
      const next = await place(places);
      order.push(name);
      return next;
    });
    for (const waiter of waiting) {
      held.release();
      held = await waiter;
    }
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('are refused at once to one who may not wait', async () => {
    const places = createPlaces({ calls: 1, queue: 1, waitMs: 1000 });
    expect((await places.take(wanted({ mayWait: false }))).kind).toBe('place');
    expect((await places.take(wanted({ mayWait: false }))).kind).toBe('busy');
  });

  it('are refused at once to all who wait, when they are turned away; those that were given stay given', async () => {
    const places = createPlaces({ calls: 1, queue: 2, waitMs: 60_000 });
    await place(places);
    const waiting = [places.take(wanted()), places.take(wanted({ caller: 'b' })), places.takeOwn()];
    places.turnAway('all');
    expect(await Promise.all(waiting)).toEqual(Array.from(waiting, () => ({ kind: 'turned-away' })));
    expect([places.inFlight(), places.waiting()]).toEqual([1, 0]);
  });

  it('are never more than allowed, however often one is released', async () => {
    const places = createPlaces({ calls: 2, queue: 2, waitMs: 60_000 });
    const first = await place(places);
    await place(places);
    const waiting = [places.take(wanted()), places.take(wanted())];
    first.release();
    first.release();
    expect((await waiting[0])?.kind).toBe('place');
    expect([places.inFlight(), places.waiting()]).toEqual([2, 1]);
  });

  it('are refused to one more than the queue holds', async () => {
    const places = createPlaces({ calls: 1, queue: 1, waitMs: 60_000 });
    const held = await place(places);
    const waiting = places.take(wanted());
    expect((await places.take(wanted())).kind).toBe('busy');
    held.release();
    expect((await waiting).kind).toBe('place');
  });

  it('are refused to one who has waited long enough, and not kept for him', async () => {
    vi.useFakeTimers();
    const places = createPlaces({ calls: 1, queue: 1, waitMs: 4000 });
    const held = await place(places);
    const waiting = places.take(wanted());
    await vi.advanceTimersByTimeAsync(3999);
    expect(places.waiting()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toEqual({ kind: 'busy', retryAfterMs: 4000 });
    held.release();
    expect([places.inFlight(), places.waiting()]).toEqual([0, 0]);
  });

  it('pass by one who left while waiting', async () => {
    const places = createPlaces({ calls: 1, queue: 2, waitMs: 60_000 });
    const client = new LeavingClient();
    const held = await place(places);
    const gone = places.take(wanted({ client }));
    const stays = places.take(wanted());
    client.leave();
    expect(await gone).toEqual({ kind: 'left' });
    held.release();
    expect((await stays).kind).toBe('place');
    expect([places.inFlight(), places.waiting()]).toEqual([1, 0]);
  });

  it('leave nobody behind who listens to a client that no longer waits', async () => {
    const places = createPlaces({ calls: 1, queue: 2, waitMs: 60_000 });
    const client = new LeavingClient();
    const held = await place(places, { client });
    const waiting = places.take(wanted({ client }));
    expect(client.listeners).toBe(1);
    held.release();
    await waiting;
    expect(client.listeners).toBe(0);
  });

  it('are not given to one who has left before he asked', async () => {
    const places = createPlaces({ calls: 1, queue: 1, waitMs: 1000 });
    const client = new LeavingClient();
    client.leave();
    expect(await places.take(wanted({ client }))).toEqual({ kind: 'left' });
    expect(places.inFlight()).toBe(0);
  });

  it('stay taken when their owner leaves afterwards', async () => {
    const places = createPlaces({ calls: 1, queue: 1, waitMs: 1000 });
    const client = new LeavingClient();
    await places.take(wanted({ client }));
    client.leave();
    expect(places.inFlight()).toBe(1);
  });
});
