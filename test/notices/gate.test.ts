import { beforeEach, describe, expect, test } from 'vitest';
import { NoticeGate } from '../../src/notices/notice-gate.ts';
import { ManualClock } from '../support/manual-clock.ts';

const hourMs = 3_600_000;
let clock: ManualClock;
let gate: NoticeGate;
beforeEach(() => {
  clock = new ManualClock();
  gate = new NoticeGate(clock);
});

function admitted(subjects: readonly string[]): Promise<readonly boolean[]> {
  return Promise.all(subjects.map((subject) => gate.admits('key.new_network', subject)));
}

describe('notices are held back', () => {
  test('about the same subject for an hour', async () => {
    expect(await admitted(['a', 'a', 'b'])).toEqual([true, false, true]);
    clock.advance(hourMs - 1);
    expect(await admitted(['a'])).toEqual([false]);
    clock.advance(1);
    expect(await admitted(['a'])).toEqual([true]);
  });

  test('beyond ten of one kind in an hour, and of no other kind', async () => {
    const told = await admitted(Array.from({ length: 500 }, (_each, at) => `key ${at}`));
    expect(told.filter(Boolean)).toHaveLength(10);
    expect(await gate.admits('panel.lost', 'main')).toBe(true);
    clock.advance(hourMs);
    expect(await admitted(['another'])).toEqual([true]);
  });

  test('and told by their number when the hour is over, once', async () => {
    await admitted(Array.from({ length: 25 }, (_each, at) => `key ${at}`));
    expect(gate.takeHeld()).toEqual([]);
    clock.advance(hourMs);
    expect(gate.takeHeld()).toEqual([
      { kind: 'notices.held', atMs: clock.wallMs(), fields: { of: 'key.new_network', count: 15 } },
    ]);
    expect(gate.takeHeld()).toEqual([]);
    expect(gate.held('key.new_network')).toBe(15);
  });
});
