import { setImmediate as othersFirst } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../src/domain/clock.ts';
import type { Part } from '../../src/state/follow/part.ts';
import { PassLoop } from '../../src/state/poll/pass-loop.ts';
import { until } from '../support/until.ts';
import { runPass } from '../../src/state/follow/run-pass.ts';

/** Each look at it takes one millisecond. */
function ticking(): Clock {
  let ms = 0;
  return { monotonicMs: () => (ms += 1), wallMs: () => 0 };
}

function partOf(files: number, read: () => void): Part<undefined> {
  return {
    *read() {
      for (let file = 0; file < files; file += 1) {
        read();
        yield;
      }
    },
    value: () => undefined,
    warnings: () => [],
  };
}

describe('a pass', () => {
  it('lets others go first after each slice', async () => {
    const read: string[] = [];
    const pass = runPass([partOf(35, () => void read.push('file'))], {
      clock: ticking(),
      sliceMs: 10,
      stopped: new AbortController().signal,
    });
    const seen = [read.length];
    while (read.length < 35) {
      await othersFirst();
      seen.push(read.length);
    }
    await pass;
    expect(seen).toEqual([10, 20, 30, 35]);
  });

  it('that fails in itself is not complete, and says so', async () => {
    const broken = partOf(1, () => {
      throw new Error('out of order');
    });
    const result = await runPass([broken], { clock: ticking(), sliceMs: 10, stopped: new AbortController().signal });
    expect(result.problems).toEqual(["reading the panel's files failed: out of order"]);
  });
});

describe('the loop of passes', () => {
  it('never runs two at once, and one more for all that was asked meanwhile', async () => {
    const events: string[] = [];
    const loop = new PassLoop(ticking(), async () => {
      events.push('begins');
      await othersFirst();
      events.push('ends');
    });
    await Promise.all([loop.run(), loop.run(), loop.run()]);
    expect(events).toEqual(['begins', 'ends', 'begins', 'ends']);
  });

  it('runs none after its stop, which waits for the one in flight', async () => {
    const events: string[] = [];
    const loop = new PassLoop(ticking(), async () => {
      await othersFirst();
      events.push('ends');
    });
    void loop.run();
    const later = loop.run();
    await loop.stop();
    await later;
    await loop.run();
    expect(events).toEqual(['ends']);
  });

  it('does not put off a pass that is overdue when a later one is scheduled', async () => {
    let nowMs = 0;
    let passes = 0;
    const loop = new PassLoop({ monotonicMs: () => nowMs, wallMs: () => nowMs }, async () => void (passes += 1));
    onTestFinished(() => loop.stop());

    loop.schedule(600_000);
    nowMs = 600_001;
    loop.schedule(600_000);
    await until(() => passes === 1);
    expect(passes).toBe(1);
  });

  it('does what is due in a pass that begins meanwhile, and not once more', async () => {
    let nowMs = 0;
    let passes = 0;
    const loop = new PassLoop({ monotonicMs: () => nowMs, wallMs: () => nowMs }, async () => void (passes += 1));
    onTestFinished(() => loop.stop());

    loop.schedule(600_000);
    nowMs = 600_001;
    await loop.run();
    loop.schedule(0);
    await until(() => passes > 1);
    expect(passes).toBe(2);
  });
});
