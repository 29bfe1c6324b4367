import { describe, expect, it } from 'vitest';
import { RecentDecisions } from '../../../src/observe/decisions/recent-decisions.ts';
import { heldMemory } from '../../support/held-memory.ts';

const all = { panel: undefined, key: undefined, addresses: undefined, reason: undefined };
const line = (fields: object): string => JSON.stringify({ time: '2026-01-31T10:00:00.000Z', ...fields });
const idsOf = (lines: readonly string[]): readonly unknown[] => lines.map((each) => Object(JSON.parse(each)).id);

describe('the newest decisions', () => {
  it('are found by key, reason and address, the newest first', async () => {
    const recent = new RecentDecisions(0);
    recent.add(line({ id: '1', key: 'A', address: '192.0.2.1' }));
    recent.add(line({ id: '2', key: 'B', address: '192.0.2.2', reason: 'key_rate', user: 'A' }));
    recent.add(line({ id: '3', key: 'A', address: '192.0.2.9', wouldRefuse: ['key_rate'] }));
    const found = async (filter: object): Promise<readonly unknown[]> =>
      idsOf((await recent.find({ ...all, ...filter }, 10)).lines);
    expect(await found({})).toEqual(['3', '2', '1']);
    expect(await found({ key: 'A' })).toEqual(['3', '1']);
    expect(await found({ reason: 'key_rate' })).toEqual(['3', '2']);
    expect(await found({ addresses: { first: '4c0000201', last: '4c0000202' } })).toEqual(['2', '1']);
    expect(await found({ addresses: { first: '4c0000202', last: '4c0000202', text: '192.0.2.2' } })).toEqual(['2']);
  });

  it('are found at one panel, with how many refusals there have no line', async () => {
    const recent = new RecentDecisions(0);
    recent.addFolded('one', 'address_banned');
    recent.add(line({ id: '1', panel: 'one', key: 'A' }));
    recent.add(line({ id: '2', panel: 'two', key: 'A', user: 'one' }));
    recent.addFolded('two', 'address_banned');
    recent.addFolded('two', 'key_rate');
    const found = async (filter: object): Promise<readonly unknown[]> => {
      const { lines, folded } = await recent.find({ ...all, ...filter }, 10);
      return [...idsOf(lines), folded];
    };
    expect(await found({})).toEqual(['2', '1', 3]);
    expect(await found({ panel: 'one', key: 'A' })).toEqual(['1', 1]);
    expect(await found({ panel: 'two' })).toEqual(['2', 2]);
    expect(await found({ reason: 'address_banned' })).toEqual([2]);
    expect(await found({ panel: 'three' })).toEqual([0]);
  });

  it('let others go on while they are looked through', async () => {
    const recent = new RecentDecisions(0);
    const filler = 'x'.repeat(300);
    for (let count = 0; count < 25_000; count += 1) recent.add(line({ id: String(count), address: '192.0.2.1', filler }));
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    await recent.find({ ...all, addresses: { first: '4ff000000', last: '4ff0000ff' } }, 10);
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(60);
  });

  it('are 8 MiB, and say since when they are all', async () => {
    const recent = new RecentDecisions(7);
    expect(await recent.find(all, 1)).toEqual({ sinceMs: 7, lines: [], folded: 0 });
    const filler = 'x'.repeat(900);
    for (let count = 0; count < 20_000; count += 1)
      recent.add(line({ id: String(count), key: count === 19_000 ? 'B' : 'A', filler }));
    expect(idsOf((await recent.find({ ...all, key: 'A' }, 2)).lines)).toEqual(['19999', '19998']);
    expect(idsOf((await recent.find({ ...all, key: 'B' }, 2)).lines)).toEqual(['19000']);
    const { sinceMs, lines } = await recent.find(all, 30_000);
    expect(sinceMs).toBe(Date.parse('2026-01-31T10:00:00.000Z'));
    // Of a block that is begun, a part is free.
    expect(lines.join('\n').length / 1024 ** 2).toBeGreaterThan(7.8);
    expect(lines.join('\n').length / 1024 ** 2).toBeLessThanOrEqual(8);
  });

  it('hold little more than that, also where a line was put together of pieces', () => {
    const recent = new RecentDecisions(0);
    const before = heldMemory();
    for (let count = 0; count < 40_000; count += 1) {
      let text = `{"time":"2026-01-31T10:00:00.000Z"`;
      for (let field = 0; field < 12; field += 1) text += `,"field${field}":"${count}-${field} and what it says"`;
      recent.add(`${text}}`);
    }
    expect(heldMemory() - before).toBeLessThan(12 * 1024 ** 2);
  });
});
