import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DataFolder } from '../../src/disk/data/data-folder.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { History } from '../../src/history/history.ts';
import { KeptHistory } from '../../src/history/kept-history.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { panelStatusWith, statusWith } from '../observe/metrics/status.ts';
import { silentLog } from '../state/sources/silent-log.ts';

export interface OpenHistory {
  readonly history: History;
  readonly data: DataFolder;
}

export interface HistorySite {
  readonly folder: string;
  readonly clock: ManualClock;
  /** Sets the wall clock, so that it differs by so much from the one that `clock` has. */
  readonly setWall: (byMs: number) => void;
  /** Of the one panel that there is. */
  readonly now: { inFlight: number; waiting: number };
  readonly open: (mayWait?: boolean) => Promise<OpenHistory>;
}

/** A folder, which is removed with the test, and processes that keep the history of calls in it. */
export function historySite(): HistorySite {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  const clock = new ManualClock();
  let offMs = 0;
  const shownClock: Clock = { monotonicMs: clock.monotonicMs, wallMs: () => clock.wallMs() + offMs };
  const now = { inFlight: 0, waiting: 0 };
  const panel = panelStatusWith({ callsInFlight: () => now.inFlight, callsWaiting: () => now.waiting });
  const opened: DataFolder[] = [];
  onTestFinished(async () => {
    for (const data of opened) await data.stop();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    clock,
    now,
    setWall: (byMs) => {
      offMs = byMs;
    },
    open: async (mayWait = false) => {
      const data = new DataFolder({ settings: { folder, isRequired: true }, clock: shownClock, log: silentLog });
      const history = new History({ clock: shownClock, status: () => statusWith({ panels: [panel] }) });
      data.add(new KeptHistory({ history, data, clock: shownClock, log: silentLog }));
      await data.start(mayWait);
      opened.push(data);
      return { history, data };
    },
  };
}

export function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
