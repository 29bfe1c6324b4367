import { beforeEach, describe, expect, it } from 'vitest';
import { WindowTable } from '../../src/limits/tables/window-table.ts';
import { ManualClock } from '../support/manual-clock.ts';

let clock = new ManualClock();

beforeEach(() => {
  clock = new ManualClock();
});

/** The same by a Map that forgets nothing. */
class Reference {
  readonly #windows = new Map<string, { used: number; readonly endsAtMs: number }>();

  running(name: string) {
    const window = this.#windows.get(name);
    return window === undefined || window.endsAtMs <= clock.monotonicMs() ? undefined : window;
  }

  begin(name: string, lastsMs: number) {
    const window = { used: 0, endsAtMs: clock.monotonicMs() + lastsMs };
    this.#windows.set(name, window);
    return window;
  }

  delete(name: string): void {
    this.#windows.delete(name);
  }
}

describe('a table with room', () => {
  it('does what a Map does, whatever comes, also while it grows', () => {
    const table = new WindowTable(clock, 100_000);
    const reference = new Reference();
    let seed = 1;
    const next = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const wrong: string[] = [];
    for (let step = 0; step < 60_000; step += 1) {
      const name = `10.0.${next(40)}.${next(250)}`;
      clock.advance(next(3));
      if (next(10) === 0) {
        table.delete(name);
        reference.delete(name);
      } else {
        const lastsMs = 1000 + next(50_000);
        (table.running(name) ?? table.begin(name, lastsMs)).used += 1;
        (reference.running(name) ?? reference.begin(name, lastsMs)).used += 1;
      }
      const [is, shouldBe] = [table.running(name), reference.running(name)];
      if (is?.used !== shouldBe?.used || is?.endsAtMs !== shouldBe?.endsAtMs) wrong.push(`${name} in step ${step}`);
    }
    expect(wrong).toEqual([]);
    expect(table.size).toBeGreaterThan(5000);
  });
});

describe('a full table', () => {
  it('keeps exactly so many, and finds each of them', () => {
    const table = new WindowTable(clock, 1000);
    let found = 0;
    for (let count = 0; count < 50_000; count += 1) {
      table.begin(`a${count}`, 60_000).used = count;
      if (table.running(`a${count}`)?.used === count) found += 1;
    }
    expect(found).toBe(50_000);
    expect(table.size).toBe(1000);
    const kept = Array.from({ length: 50_000 }, (_, count) => table.running(`a${count}`)?.used).filter(
      (used) => used !== undefined,
    );
    expect(kept.length).toBe(1000);
  });

  it('keeps what is used while others come and go', () => {
    const table = new WindowTable(clock, 1000);
    table.begin('kept', 60_000).used = 7;
    for (let count = 0; count < 50_000; count += 1) {
      table.begin(`a${count}`, 60_000);
      if (count % 100 === 0) table.running('kept');
    }
    expect(table.running('kept')?.used).toBe(7);
  });

  it('of what is all used lets one go all the same', () => {
    const table = new WindowTable(clock, 1000);
    for (let count = 0; count < 1000; count += 1) table.begin(`a${count}`, 60_000);
    for (let round = 0; round < 10; round += 1) {
      for (let count = 0; count < 1000; count += 1) table.running(`a${count}`);
      table.begin(`b${round}`, 60_000);
      expect(table.running(`b${round}`)).toBeDefined();
    }
    expect(table.size).toBe(1000);
  });
});

describe('a table that gets another bound', () => {
  it('keeps at most so many, and finds those that it keeps', () => {
    const table = new WindowTable(clock, 5000);
    for (let count = 0; count < 5000; count += 1) table.begin(`name${count}`, 60_000).used = count;
    table.keepAtMost(100);
    const kept = Array.from({ length: 5000 }, (_, count) => count).filter(
      (count) => table.running(`name${count}`)?.used === count,
    );
    expect([table.size, kept.length]).toEqual([100, 100]);
    table.begin('another', 60_000);
    expect([table.size, table.running('another')?.used]).toEqual([100, 0]);
    table.keepAtMost(200);
    for (let count = 0; count < 300; count += 1) table.begin(`more${count}`, 60_000);
    expect(table.size).toBe(200);
  });
});
