import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inSlices } from '../../src/disk/files/in-slices.ts';
import { JournaledFile } from '../../src/disk/journal/journaled-file.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { Log } from '../../src/domain/log.ts';
import { fieldsOf, itemsOf } from '../../src/domain/text/json-fields.ts';
import { ManualClock } from '../support/manual-clock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journaled-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const silent = (): void => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** Numbers, each as long as this. */
function open(clock: Clock, length: number): { readonly file: JournaledFile<string>; readonly add: (count: number) => void } {
  const all: string[] = [];
  const file = new JournaledFile({
    path: join(folder, 'all.json'),
    content: function* () {
      yield '"all":[';
      for (const [at, each] of all.entries()) yield `${at === 0 ? '' : ','}${JSON.stringify(each)}`;
      yield ']';
    },
    recordsIn: (content) => itemsOf(content['all']).map((each) => ({ each })),
    parse: (record) => {
      const { each } = fieldsOf(record);
      return typeof each === 'string' ? each : undefined;
    },
    clock,
    log,
  });
  const add = (count: number): void => {
    const each = String(count).padStart(length, '0');
    all.push(each);
    file.append({ each });
  };
  return { file, add };
}

describe('a journal', () => {
  it('is written anew when it is longer than the file and 1 MiB, so that both stay within a bound', async () => {
    const { file, add } = open(new ManualClock(), 100_000);
    file.read(true);
    file.begin(false);
    const journals: (readonly string[])[] = [];
    const names = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('all.journal.'));
    const holds = (count: number): boolean =>
      readdirSync(folder).some((name) => readFileSync(join(folder, name), 'utf8').includes(`${count}"`));
    for (let count = 0; count < 60; count += 1) {
      add(count);
      await expect.poll(() => holds(count)).toBe(true);
      journals.push(names());
    }
    // 1.1 MB, and then twice as much, and so on: few times.
    await file.end();
    expect(new Set(journals.flat()).size).toBeLessThanOrEqual(6);
    expect(Math.max(...journals.map(({ length }) => length))).toBeLessThanOrEqual(2);
    expect([readdirSync(folder), open(new ManualClock(), 1).file.read(true).length]).toEqual([['all.json'], 60]);
  });
});

describe('a long text', () => {
  it('is made in slices, between which others run nine times as long', async () => {
    const clock = new ManualClock();
    const slices: string[] = [];
    function* pieces(): Generator<string> {
      for (let count = 0; count < 640; count += 1) {
        clock.advance(0.1);
        yield 'x';
      }
    }
    let turns = 0;
    const began = performance.now();
    const others = async (): Promise<void> => {
      while (slices.length < 11) {
        turns += 1;
        await turn();
      }
    };
    const running = others();
    for await (const slice of inSlices(pieces(), { clock, isUrgent: () => false })) slices.push(slice);
    await running;
    // Ten slices of 6.4 ms each: the rests alone take nine times as long.
    expect(performance.now() - began).toBeGreaterThan(10 * 9 * 6);
    expect([slices.join('').length, slices.length]).toEqual([640, 11]);
    expect(turns).toBeGreaterThan(11);
  });

  it('is made at once where nothing else has to run', async () => {
    const clock = new ManualClock();
    function* pieces(): Generator<string> {
      for (let count = 0; count < 1000; count += 1) {
        clock.advance(1);
        yield 'x';
      }
    }
    const slices: string[] = [];
    for await (const slice of inSlices(pieces(), { clock, isUrgent: () => true })) slices.push(slice);
    expect(slices).toEqual(['x'.repeat(1000)]);
  });
});
