import { describe, expect, it } from 'vitest';
import { createPlaces, type Places, type Wanted } from '../../src/forward/pool/places.ts';
import { isSettledSoon } from './panel-call.ts';
import { type Place, place, wanted } from './wanted.ts';

/** Asks in this order, and notes who gets a place, in the order of getting it. */
function queueUp(places: Places, who: readonly (Partial<Wanted> & { readonly name: string })[]): Served {
  const names: string[] = [];
  const given: Place[] = [];
  for (const { name, ...parts } of who) {
    const note = async (): Promise<void> => {
      const taken = await places.take(wanted(parts));
      // Who still waits when the test is over gets none.
      if (taken.kind !== 'place') return;
      names.push(name);
      given.push(taken);
    };
    void note();
  }
  return { names, given };
}

interface Served {
  readonly names: readonly string[];
  readonly given: readonly Place[];
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Gives back one place after another until nobody waits. */
async function serveAll(first: Place, { given }: Served): Promise<void> {
  let next: Place | undefined = first;
  for (let at = 0; next !== undefined; at += 1) {
    next.release();
    await turn();
    next = given[at];
  }
}

function many(caller: string, count: number): { readonly name: string; readonly caller: string }[] {
  return Array.from({ length: count }, (_, at) => ({ name: `${caller}${at}`, caller }));
}

describe('places, between keys', () => {
  it('go to the call of another key next, however many calls one key has waiting', async () => {
    const places = createPlaces({ calls: 1, queue: 101, waitMs: 60_000 });
    const held = await place(places, { caller: 'a' });
    const served = queueUp(places, [...many('a', 100), ...many('b', 1)]);
    held.release();
    await turn();
    expect(served.names).toEqual(['b0']);
  });

  it('are given in turn, and the calls of each key in their order', async () => {
    const places = createPlaces({ calls: 1, queue: 20, waitMs: 60_000 });
    const held = await place(places, { caller: 'x' });
    const served = queueUp(places, [...many('a', 4), ...many('b', 2), ...many('c', 3)]);
    await serveAll(held, served);
    expect(served.names).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  it('are given to each in its turn, though others come back at once whenever they were served', async () => {
    const places = createPlaces({ calls: 1, queue: 20, waitMs: 60_000 });
    const names: string[] = [];
    let held = await place(places, { caller: 'a' });
    const ask = async (caller: string): Promise<void> => {
      const next = await places.take(wanted({ caller }));
      if (next.kind !== 'place') return;
      names.push(caller);
      held = next;
    };
    for (const caller of ['a', 'a', 'a', 'b', 'c']) void ask(caller);
    for (let served = 0; served < 9; served += 1) {
      held.release();
      await turn();
      const last = names.at(-1);
      if (last !== undefined && last !== 'a') void ask(last);
    }
    expect(names).toEqual(['b', 'a', 'c', 'b', 'a', 'c', 'b', 'a', 'c']);
  });

  it('go first to the key that has the fewest', async () => {
    const places = createPlaces({ calls: 3, queue: 20, waitMs: 60_000 });
    const held = await Promise.all([1, 2, 3].map(() => place(places, { caller: 'a' })));
    const served = queueUp(places, [...many('a', 3), ...many('b', 2)]);
    for (const each of held) each.release();
    await turn();
    // The share of each of two keys is two places of three: one has them, the other one.
    expect(served.names).toEqual(['b0', 'b1', 'a0']);
  });

  it('go all to one key while nobody else waits', async () => {
    const places = createPlaces({ calls: 3, queue: 0, waitMs: 60_000 });
    for (let taken = 0; taken < 3; taken += 1) await place(places, { caller: 'a' });
    expect(places.inFlight()).toBe(3);
  });

  it('are refused to the last call of the longest line, when a full queue keeps another key out', async () => {
    const places = createPlaces({ calls: 1, queue: 4, waitMs: 60_000 });
    await place(places, { caller: 'x' });
    const line = ['a', 'a', 'a', 'b'].map((caller) => places.take(wanted({ caller })));
    const newcomer = places.take(wanted({ caller: 'c' }));
    expect((await line[2])?.kind).toBe('busy');
    expect([await isSettledSoon(newcomer), places.waiting(), places.callersWaiting()]).toEqual([false, 4, 3]);
  });

  it('are refused to the newcomer of a full queue, when his own line would be as long as any', async () => {
    const places = createPlaces({ calls: 1, queue: 3, waitMs: 60_000 });
    await place(places, { caller: 'a' });
    void queueUp(places, [...many('a', 2), ...many('b', 1)]);
    for (const caller of ['a', 'b']) expect((await places.take(wanted({ caller }))).kind).toBe('busy');
    expect(places.waiting()).toBe(3);
  });
});

describe('the place for reading', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 3],
  ])('of %i leaves %i to all other calls', async (calls, writes) => {
    const places = createPlaces({ calls, queue: 0, waitMs: 60_000 });
    const kinds = await Promise.all(Array.from({ length: 4 }, async () => (await places.take(wanted({ use: 'write' }))).kind));
    expect(kinds.filter((kind) => kind === 'place')).toHaveLength(writes);
    const reads = await Promise.all(Array.from({ length: 4 }, async () => (await places.take(wanted())).kind));
    expect(reads.filter((kind) => kind === 'place')).toHaveLength(calls - writes);
  });

  it('is one of several: reading calls may have all of them', async () => {
    const places = createPlaces({ calls: 3, queue: 0, waitMs: 60_000 });
    for (let taken = 0; taken < 3; taken += 1) await place(places);
    expect(places.taken()).toEqual({ read: 3, write: 0, own: 0 });
  });

  it('goes to a reading call that comes after others of its key, and leaves these their order', async () => {
    const places = createPlaces({ calls: 2, queue: 9, waitMs: 60_000 });
    const held = await place(places, { use: 'write' });
    const served = queueUp(places, [
      { name: 'w1', use: 'write' },
      { name: 'w2', use: 'write' },
      { name: 'r1', use: 'read' },
    ]);
    await turn();
    expect(served.names).toEqual(['r1']);
    held.release();
    await turn();
    served.given[1]?.release();
    await turn();
    expect(served.names).toEqual(['r1', 'w1', 'w2']);
  });

  it('changes nothing about the order of a key while another place is free', async () => {
    const places = createPlaces({ calls: 2, queue: 9, waitMs: 60_000 });
    const held = await Promise.all([place(places), place(places)]);
    const served = queueUp(places, [
      { name: 'w', use: 'write' },
      { name: 'r', use: 'read' },
    ]);
    held[0].release();
    await turn();
    expect(served.names).toEqual(['w']);
  });

  it('goes to the key whose turn it is not, when the other has only calls that may not have it', async () => {
    const places = createPlaces({ calls: 2, queue: 9, waitMs: 60_000 });
    const [write, read] = await Promise.all([place(places, { caller: 'x', use: 'write' }), place(places, { caller: 'y' })]);
    const served = queueUp(places, [
      { name: 'b', caller: 'b', use: 'write' },
      { name: 'c', caller: 'c', use: 'read' },
    ]);
    read.release();
    await turn();
    expect(served.names).toEqual(['c']);
    write.release();
    await turn();
    expect(served.names).toEqual(['c', 'b']);
  });
});
