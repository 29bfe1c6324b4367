import { afterEach, expect, it, vi } from 'vitest';
import type { PlaceTaken } from '../../src/forward/pool/place-taken.ts';
import { createPlaces } from '../../src/forward/pool/places.ts';
import { LeavingClient } from '../support/leaving-client.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { Random } from '../support/random.ts';
import { wanted } from './wanted.ts';

afterEach(() => vi.useRealTimers());

const seeds = Array.from({ length: propertyRuns(200) }, (_, seed) => seed);

it.each(seeds)(
  'whatever happens in whatever order, no place is lost, doubled or kept from who may have it (%i)',
  async (seed) => {
    vi.useFakeTimers();
    const random = new Random(seed);
    const bounds = { calls: 1 + random.int(4), queue: random.int(7), waitMs: 4000 };
    const places = createPlaces(bounds);
    const held: { readonly use: string; readonly release: () => void }[] = [];
    const clients: LeavingClient[] = [];
    const settled: string[] = [];
    let asked = 0;
    const note = (use: string, taken: Promise<PlaceTaken>): void => {
      asked += 1;
      const hold = async (): Promise<void> => {
        const result = await taken;
        settled.push(result.kind);
        if (result.kind === 'place') held.push({ use, release: result.release });
      };
      void hold();
    };
    const release = (): void => {
      const [place] = held.splice(random.int(held.length), 1);
      place?.release();
      if (random.once(3)) place?.release();
    };
    const acts = [
      () => note('own', places.takeOwn()),
      () => {
        const client = new LeavingClient();
        clients.push(client);
        const use = random.pick(['read', 'write'] as const);
        const caller = random.pick(['a', 'b', 'c']);
        note(use, places.take(wanted({ use, caller, client, mayWait: !random.once(5) })));
      },
      release,
      release,
      () => clients[random.int(clients.length)]?.leave(),
      () => vi.advanceTimersByTime(random.int(5000)),
      () => random.once(20) && places.turnAway(random.pick(['all', 'own'])),
    ] as const;

    for (let step = 0; step < 300; step += 1) {
      for (let act = 0; act <= random.int(4); act += 1) random.pick([...acts])();
      await settle();
      const taken = places.taken();
      expect(places.inFlight()).toBe(held.length);
      expect(held.length).toBeLessThanOrEqual(bounds.calls);
      for (const use of ['read', 'write', 'own'] as const)
        expect(taken[use]).toBe(held.filter((place) => place.use === use).length);
      expect(taken.write).toBeLessThanOrEqual(Math.max(1, bounds.calls - 1));
      expect(taken.own).toBeLessThanOrEqual(1);
      expect(places.waiting()).toBeLessThanOrEqual(bounds.queue);
      // Where nothing is taken, nobody has a reason to wait.
      expect(places.inFlight() > 0 || settled.length === asked).toBe(true);
    }

    while (held.length > 0) {
      held.pop()?.release();
      await settle();
    }
    expect([settled.length, places.inFlight(), places.waiting(), vi.getTimerCount()]).toEqual([asked, 0, 0, 0]);
  },
);

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}
