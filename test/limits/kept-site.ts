import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from '../../src/disk/data/data-folder.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { Log, LogFields } from '../../src/domain/log.ts';
import { createKeptFailures } from '../../src/limits/kept/kept-failures.ts';
import { MemoryFailures } from '../../src/limits/logins/memory-failures.ts';

const minuteMs = 60_000;
export const ban = { firstMs: 15 * minuteMs, maxMs: 24 * 60 * minuteMs };
/** One failure begins a ban. */
export const terms = { attempts: 1, perMs: minuteMs, ban };
export const keyTerms = { attempts: 3, perMs: 60 * minuteMs, ban: undefined };

export interface KeptSite {
  readonly folder: string;
  /** What the log was told, by all that were opened. */
  readonly log: string[];
  readonly open: (options?: OpenOptions) => Promise<OpenKept>;
  /** Names in the folder, but for the socket of its writer. */
  readonly names: () => readonly string[];
  /** Lets go what was opened and not stopped, and removes the folder. */
  readonly close: () => Promise<void>;
}

interface OpenOptions {
  readonly at?: string;
  readonly isRequired?: boolean;
  readonly panels?: readonly string[];
  readonly mayWait?: boolean;
}

interface OpenKept {
  /** Of the first panel. */
  readonly failures: MemoryFailures;
  readonly data: DataFolder;
}

/** A folder `data`, and gateways' bans that are kept in it. */
export function keptSite(clock: Clock, maxEntries = 100): KeptSite {
  const folder = mkdtempSync(join(tmpdir(), 'data-'));
  const log: string[] = [];
  const opened: DataFolder[] = [];
  return {
    folder,
    log,
    open: async ({ at = folder, isRequired = true, panels = ['main'], mayWait = false } = {}) => {
      const parts = { clock, log: logInto(log) };
      const data = new DataFolder({ settings: { folder: at, isRequired }, ...parts });
      const all = new Map(panels.map((name) => [name, new MemoryFailures(clock, maxEntries)]));
      const kept = new Map(
        [...all].map(([name, failures]) => [name, { failures, rememberedMs: () => ban.maxMs, keyPerMs: () => keyTerms.perMs }]),
      );
      data.add(createKeptFailures({ panels: kept, data, ...parts }));
      await data.start(mayWait);
      opened.push(data);
      return { data, failures: all.get(panels[0] ?? '') ?? new MemoryFailures(clock, maxEntries) };
    },
    names: () =>
      readdirSync(folder)
        .filter((name) => !name.endsWith('.sock'))
        .toSorted(),
    close: async () => {
      for (const data of opened) await data.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function logInto(lines: string[]): Log {
  const write =
    (level: string) =>
    (message: string, { error }: LogFields = {}): void =>
      void lines.push([level, message, error].filter((each) => each !== undefined).join(' '));
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
