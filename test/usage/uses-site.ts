import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from '../../src/disk/data/data-folder.ts';
import type { Log } from '../../src/domain/log.ts';
import { KeptUses } from '../../src/usage/kept-uses.ts';
import type { BookBounds } from '../../src/usage/use-book.ts';
import type { UseRow } from '../../src/usage/use-row.ts';
import { ManualClock } from '../support/manual-clock.ts';

export const alice = { panel: 'main', kind: 'access-key', name: 'ALICE' } as const;

export interface UsesSite {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly log: readonly string[];
  readonly open: (options?: { mayWait?: boolean; bounds?: BookBounds; writeEveryMs?: number }) => Promise<OpenUses>;
  /** All that is in the files of the record. */
  readonly onDisk: () => string;
  readonly close: () => Promise<void>;
}

interface OpenUses {
  readonly uses: KeptUses;
  readonly data: DataFolder;
  /** A call of alice's key now. */
  readonly call: (command: string, place?: string, isAccepted?: boolean) => void;
  readonly rows: () => readonly UseRow[];
}

export function usesSite(): UsesSite {
  const folder = mkdtempSync(join(tmpdir(), 'uses-'));
  const clock = new ManualClock();
  const lines: string[] = [];
  const note = (text: string): void => void lines.push(text);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const opened: DataFolder[] = [];
  return {
    folder,
    clock,
    log: lines,
    open: async ({ mayWait = false, ...options } = {}) => {
      const data = new DataFolder({ settings: { folder, isRequired: true }, clock, log });
      const uses = new KeptUses({ data, clock, log, ...options });
      data.add(uses);
      await data.start(mayWait);
      opened.push(data);
      return {
        uses,
        data,
        call: (command, place = '192.0.2.1', isAccepted = true) =>
          uses.count(alice, { command, place, atMs: clock.wallMs(), isAccepted }),
        rows: () => [...(uses.book().of(alice)?.rows.values() ?? [])],
      };
    },
    onDisk: () =>
      readdirSync(folder)
        .filter((name) => name.startsWith('uses.'))
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join(''),
    close: async () => {
      for (const data of opened) await data.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
