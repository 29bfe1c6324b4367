/*
 * Reads a panel's files, then changes one key's owner and waits until the state has it. Tells how long each took, and for how long the
 * event loop stood still meanwhile.
 * Arguments: the root of the panel's files, the built gateway's folder, the number of keys, and the number of the key to change.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../src/domain/log.ts';
import type { KeyLoadingReport } from '../support/key-loading-report.ts';
import { benchKey } from '../support/traffic.ts';

const [, , root = '', built = '', keys = '', changed = ''] = process.argv;
const { createFilesState }: typeof import('../../src/state/files/files-state.ts') = await import(
  join(built, 'state/files/files-state.js')
);
const { systemClock }: typeof import('../../src/domain/clock.ts') = await import(join(built, 'domain/clock.js'));

const restMs = 500;
const patienceMs = 10_000;
const print = (message: string): void => console.error(message);
const log: Log = { debug: () => undefined, info: () => undefined, warn: print, error: print };
const source = createFilesState({ settings: { root, readApiKeys: false }, clock: systemClock, log });

const start = await observe(source.start);
const found = source.current()?.accessKeys.size;
const problems = source.problems();
if (found !== Number(keys) || problems.length > 0)
  throw new Error(`expected ${keys} keys, found ${found}; ${problems.join('; ')}`);

// The passes that follow a start are over then.
await pause(restMs);
await source.refresh();
const change = await observe(changeOneKey);
await source.stop();
const report: KeyLoadingReport = {
  startMs: start.tookMs,
  startStopMs: start.longestStopMs,
  changeMs: change.tookMs,
  changeStopMs: change.longestStopMs,
};
process.send?.(report);
process.disconnect();

async function changeOneKey(): Promise<void> {
  const { id } = benchKey(Number(changed));
  const { user } = benchKey(Number(changed) + 1);
  const file = join(root, 'data/access-keys', id);
  const text = readFileSync(file, 'utf8');
  const giveUpAtMs = performance.now() + patienceMs;
  writeFileSync(file, text.replace(/^USER='.*'$/m, `USER='${user}'`));
  while (source.current()?.accessKeys.get(id)?.user !== user) {
    if (performance.now() > giveUpAtMs) throw new Error(`the state did not take in the change of ${id}`);
    await pause(1);
  }
}

async function observe(work: () => Promise<void>): Promise<{ readonly tookMs: number; readonly longestStopMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // What comes before its first tick is not seen, nor what comes after its last.
  await pause(20);
  const startedAtMs = performance.now();
  await work();
  const tookMs = performance.now() - startedAtMs;
  await pause(20);
  delay.disable();
  return { tookMs, longestStopMs: delay.max / 1e6 };
}
