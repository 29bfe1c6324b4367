import { describe, expect, it } from 'vitest';
import { RecentDecisions } from '../../../src/observe/decisions/recent-decisions.ts';

const all = { key: undefined, addresses: undefined, reason: undefined };
const line = (fields: object): string => JSON.stringify({ time: '2026-01-31T10:00:00.000Z', ...fields });

describe('the newest decisions', () => {
  it('are found by key, reason and address, the newest first', () => {
    const recent = new RecentDecisions(0);
    recent.add(line({ id: '1', key: 'A', address: '192.0.2.1' }));
    recent.add(line({ id: '2', key: 'B', address: '192.0.2.2', reason: 'key_rate', user: 'A' }));
    recent.add(line({ id: '3', key: 'A', address: '192.0.2.9', wouldRefuse: ['key_rate'] }));
    const idsOf = (filter: object): readonly unknown[] =>
      recent.find({ ...all, ...filter }, 10).map((each) => Object(JSON.parse(each)).id);
    expect(idsOf({})).toEqual(['3', '2', '1']);
    expect(idsOf({ key: 'A' })).toEqual(['3', '1']);
    expect(idsOf({ reason: 'key_rate' })).toEqual(['3', '2']);
    expect(idsOf({ addresses: { first: '4c0000201', last: '4c0000202' } })).toEqual(['2', '1']);
  });

  it('are 20,000, and say since when they are all', () => {
    const recent = new RecentDecisions(7);
    expect(recent.sinceMs()).toBe(7);
    for (let count = 0; count < 20_001; count += 1) recent.add(line({ id: String(count), key: 'A' }));
    expect(recent.find({ ...all, key: 'A' }, 2).map((each) => Object(JSON.parse(each)).id)).toEqual(['20000', '19999']);
    expect(recent.find(all, 30_000)).toHaveLength(20_000);
    expect(recent.sinceMs()).toBe(Date.parse('2026-01-31T10:00:00.000Z'));
  });
});
