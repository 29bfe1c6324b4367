import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPlaces, type Places, type Taken } from '../../src/forward/places.ts';

const never = new AbortController().signal;

afterEach(() => vi.useRealTimers());

describe('places at a panel', () => {
  it('are given at once while there are any', async () => {
    const places = createPlaces({ calls: 2, queue: 0, waitMs: 1000 });
    await place(places);
    await place(places);
    expect(places.underWay()).toBe(2);
    expect(await places.take(never)).toEqual({ kind: 'busy', retryAfterMs: 1000 });
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

  it('are never more than allowed, however often one is released', async () => {
    const places = createPlaces({ calls: 2, queue: 2, waitMs: 60_000 });
    const first = await place(places);
    await place(places);
    const waiting = [places.take(never), places.take(never)];
    first.release();
    first.release();
    expect((await waiting[0])?.kind).toBe('place');
    expect([places.underWay(), places.waiting()]).toEqual([2, 1]);
  });

  it('are refused to one more than the queue holds', async () => {
    const places = createPlaces({ calls: 1, queue: 1, waitMs: 60_000 });
    const held = await place(places);
    const waiting = places.take(never);
    expect((await places.take(never)).kind).toBe('busy');
    held.release();
    expect((await waiting).kind).toBe('place');
  });

  it('are refused to one who has waited long enough, and not kept for him', async () => {
    vi.useFakeTimers();
    const places = createPlaces({ calls: 1, queue: 1, waitMs: 4000 });
    const held = await place(places);
    const waiting = places.take(never);
    await vi.advanceTimersByTimeAsync(3999);
    expect(places.waiting()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toEqual({ kind: 'busy', retryAfterMs: 4000 });
    held.release();
    expect([places.underWay(), places.waiting()]).toEqual([0, 0]);
  });

  it('pass by one who left while waiting', async () => {
    const places = createPlaces({ calls: 1, queue: 2, waitMs: 60_000 });
    const client = new AbortController();
    const held = await place(places);
    const gone = places.take(client.signal);
    const stays = places.take(never);
    client.abort();
    expect(await gone).toEqual({ kind: 'left' });
    held.release();
    expect((await stays).kind).toBe('place');
    expect([places.underWay(), places.waiting()]).toEqual([1, 0]);
  });

  it('are not given to one who has left before he asked', async () => {
    const places = createPlaces({ calls: 1, queue: 1, waitMs: 1000 });
    expect(await places.take(AbortSignal.abort())).toEqual({ kind: 'left' });
    expect(places.underWay()).toBe(0);
  });

  it('stay taken when their owner leaves afterwards', async () => {
    const places = createPlaces({ calls: 1, queue: 1, waitMs: 1000 });
    const client = new AbortController();
    await places.take(client.signal);
    client.abort();
    expect(places.underWay()).toBe(1);
  });
});

async function place(places: Places): Promise<Extract<Taken, { readonly kind: 'place' }>> {
  const taken = await places.take(never);
  if (taken.kind !== 'place') throw new Error(`expected a place, got ${taken.kind}`);
  return taken;
}
