import { setImmediate as othersFirst } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/domain/clock.ts';
import { drive, type Steps } from '../../src/state/follow/drive.ts';

/** Each look at it takes one millisecond. */
function ticking(): Clock {
  let ms = 0;
  return { monotonicMs: () => (ms += 1), wallMs: () => 0 };
}

function* stepsWith(events: string[], count: number, failsAt?: number): Steps<void> {
  events.push('opened');
  try {
    for (let step = 1; step <= count; step += 1) {
      if (step === failsAt) throw new Error('out of order');
      events.push(`step ${step}`);
      yield;
    }
  } finally {
    events.push('closed');
  }
}

describe('steps that are driven', () => {
  it('are all taken, and closed', async () => {
    const events: string[] = [];
    expect(await drive(stepsWith(events, 2), () => false, { clock: ticking(), sliceMs: 10 })).toBe(true);
    expect(events).toEqual(['opened', 'step 1', 'step 2', 'closed']);
  });

  it('are closed where they are stopped between two of them', async () => {
    const events: string[] = [];
    const isStopped = (): boolean => events.length === 3;
    expect(await drive(stepsWith(events, 9), isStopped, { clock: ticking(), sliceMs: 10 })).toBe(false);
    expect(events).toEqual(['opened', 'step 1', 'step 2', 'closed']);
  });

  it('are closed where they are stopped while others are served', async () => {
    const events: string[] = [];
    let isStopped = false;
    const driving = drive(stepsWith(events, 9), () => isStopped, { clock: ticking(), sliceMs: 1 });
    await othersFirst();
    const before = events.length;
    isStopped = true;
    expect(await driving).toBe(false);
    expect([events.length - before <= 2, events.at(-1)]).toEqual([true, 'closed']);
  });

  it('are closed where one of them fails', async () => {
    const events: string[] = [];
    await expect(drive(stepsWith(events, 3, 2), () => false, { clock: ticking(), sliceMs: 10 })).rejects.toThrow('out of order');
    expect(events).toEqual(['opened', 'step 1', 'closed']);
  });

  it('are not even begun where it is stopped already', async () => {
    const events: string[] = [];
    expect(await drive(stepsWith(events, 3), () => true, { clock: ticking(), sliceMs: 10 })).toBe(false);
    expect(events).toEqual([]);
  });
});
