import { expect, it } from 'vitest';
import { RecentOutcomes } from '../../src/observe/recent-outcomes.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answered, refused } from './metrics/outcomes.ts';

const minuteMs = 60_000;

it('outcomes of late are those of the span that is asked for, to five seconds', () => {
  const clock = new ManualClock();
  const recent = new RecentOutcomes(clock);
  recent.ended(answered('0'));
  recent.ended(answered('0', { wouldRefuse: ['key_rate'] }));
  recent.ended(refused({ reason: 'secret_wrong', deprecated: false }));
  expect(recent.within(minuteMs)).toEqual({ permitted: 1, reported: 1, refused: 1 });
  clock.advance(30 * minuteMs);
  recent.ended(answered('0', { wouldRefuse: [] }));
  expect(recent.within(minuteMs)).toEqual({ permitted: 1, reported: 0, refused: 0 });
  expect(recent.within(60 * minuteMs)).toEqual({ permitted: 2, reported: 1, refused: 1 });
  clock.advance(31 * minuteMs);
  expect(recent.within(60 * minuteMs)).toEqual({ permitted: 1, reported: 0, refused: 0 });
  clock.advance(180 * minuteMs);
  expect(recent.within(60 * minuteMs)).toEqual({ permitted: 0, reported: 0, refused: 0 });
});

it('a slot whose time comes again is counted anew', () => {
  const clock = new ManualClock();
  const recent = new RecentOutcomes(clock);
  for (let count = 0; count < 3; count += 1) recent.ended(answered('0'));
  clock.advance(60 * minuteMs);
  recent.ended(answered('0'));
  expect(recent.within(minuteMs).permitted).toBe(1);
  expect(recent.within(60 * minuteMs).permitted).toBe(1);
});
