import { expect, it, vi } from 'vitest';
import { withProgress } from '../../src/terminal/progress.ts';
import { makeGate } from '../support/gate.ts';
import { captureTerminal } from './capture-terminal.ts';

it('tells each second how far a work is, and nothing of it once it is done', async () => {
  vi.useFakeTimers();
  try {
    const notes: string[] = [];
    const gate = makeGate();
    let count = 0;
    const terminal = { ...captureTerminal(), note: (text: string) => void notes.push(text) };
    const done = withProgress(
      terminal,
      () => `${(count += 1)} of 3`,
      gate.opened.then(() => 'done'),
    );
    vi.advanceTimersByTime(999);
    expect(notes).toEqual([]);
    vi.advanceTimersByTime(1001);
    gate.open();
    expect(await done).toBe('done');
    vi.advanceTimersByTime(5000);
    expect(notes).toEqual(['1 of 3', '2 of 3', '']);
  } finally {
    vi.useRealTimers();
  }
});

it('tells nothing where nobody looks on', async () => {
  expect(await withProgress(captureTerminal(), () => 'never', Promise.resolve(1))).toBe(1);
});
