import { beforeEach, expect, it } from 'vitest';
import { KnownPrefixes } from '../../src/limits/logins/known-prefixes.ts';
import { ManualClock } from '../support/manual-clock.ts';

const dayMs = 86_400_000;
let clock = new ManualClock();
let known = new KnownPrefixes(clock, 10);

beforeEach(() => {
  clock = new ManualClock();
  known = new KnownPrefixes(clock, 10);
});

it('knows a prefix for 30 days after the last success', () => {
  known.add('KEY', 'a');
  clock.advance(30 * dayMs - 1);
  expect(known.has('KEY', 'a')).toBe(true);
  clock.advance(1);
  expect([known.has('KEY', 'a'), known.all()]).toEqual([false, []]);
});

it('writes down what is new, and once a day what is not', () => {
  const added = [known.add('KEY', 'a'), known.add('KEY', 'a'), known.add('KEY', 'b'), known.add('OTHER', 'a')];
  clock.advance(dayMs);
  expect([...added, known.add('KEY', 'a'), known.add('KEY', 'a')]).toEqual([true, false, true, true, true, false]);
});

it('keeps the newest of a key, so that nobody fills the memory with one key', () => {
  for (let count = 0; count < 1000; count += 1) known.add('KEY', `p${count}`);
  expect(known.all().length).toBe(64);
  expect([known.has('KEY', 'p999'), known.has('KEY', 'p0')]).toEqual([true, false]);
});

it('keeps so many keys', () => {
  for (let count = 0; count < 100; count += 1) known.add(`K${count}`, 'a');
  expect([known.size, known.has('K99', 'a'), known.has('K0', 'a')]).toEqual([10, true, false]);
});

it('knows a prefix by any key, for as long as the latest success counts, and so many prefixes', () => {
  known.add('KEY', 'a');
  clock.advance(29 * dayMs);
  known.add('OTHER', 'a');
  clock.advance(dayMs);
  expect([known.hasPrefix('a'), known.hasPrefix('b')]).toEqual([true, false]);
  clock.advance(29 * dayMs);
  expect(known.hasPrefix('a')).toBe(false);
  for (let count = 0; count < 100; count += 1) known.add('KEY', `p${count}`);
  expect([known.hasPrefix('p90'), known.hasPrefix('p89')]).toEqual([true, false]);
});
