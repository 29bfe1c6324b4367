/*
 * Keeps many bans in a folder `data` as the gateway does, and tells which share of its time that costs: while all of them are written anew, and
 * while more begin.
 * Arguments: the folder, the built gateway's folder, how many bans, and how many begin in a second.
 */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../src/domain/log.ts';
import type { BanJournalReport } from '../support/ban-journal-report.ts';
import { firstThreadMs } from '../support/cpu-time.ts';

const [, , folder = '', built = '', bans = '', aSecond = ''] = process.argv;
const { createKeptFailures }: typeof import('../../src/limits/kept/kept-failures.ts') = await import(
  join(built, 'limits/kept/kept-failures.js')
);
const { MemoryFailures }: typeof import('../../src/limits/logins/memory-failures.ts') = await import(
  join(built, 'limits/logins/memory-failures.js')
);
const { DataFolder }: typeof import('../../src/disk/data/data-folder.ts') = await import(join(built, 'disk/data/data-folder.js'));
const { fileVersion }: typeof import('../../src/disk/journal/read-journaled.ts') = await import(
  join(built, 'disk/journal/read-journaled.js')
);
const { systemClock: clock }: typeof import('../../src/domain/clock.ts') = await import(join(built, 'domain/clock.js'));

const print = (message: string): void => console.error(message);
const log: Log = { debug: () => undefined, info: () => undefined, warn: print, error: print };
const dayMs = 86_400_000;
const stepMs = 10;
const stepsOfRound = 300;
/** Fewer than the journal keeps in memory. */
const batch = 5000;
const patienceMs = 30_000;

const first = await open();
for (let index = 0; index < Number(bans); index += batch) {
  for (let each = index; each < index + batch; each += 1) first.ban(each);
  await pause(stepMs * 5);
}
await first.stop();
// Beside a journal all is written anew.
writeFileSync(join(folder, 'bans.journal.1'), `${JSON.stringify({ version: fileVersion })}\n`);

const second = await open();
// What was garbage before is no part of what is measured.
globalThis.gc?.();
const rewriteShare = await shareOf(untilWrittenAnew);
const appendShare = await shareOf(async () => {
  for (let step = 0; step < stepsOfRound; step += 1) {
    for (let each = 0; each < (Number(aSecond) * stepMs) / 1000; each += 1) second.ban(Number(bans) + step * batch + each);
    await pause(stepMs);
  }
});
await second.stop();
const report: BanJournalReport = { rewriteShare, appendShare };
process.send?.(report);
process.disconnect();

async function open(): Promise<{ readonly ban: (index: number) => void; readonly stop: () => Promise<void> }> {
  const data = new DataFolder({ settings: { folder, isRequired: true }, clock, log });
  const failures = new MemoryFailures(clock, 10 * Number(bans));
  const panels = new Map([['main', { failures, rememberedMs: () => dayMs, keyPerMs: () => dayMs }]]);
  data.add(createKeptFailures({ panels, data, clock, log }));
  await data.start(false);
  return {
    ban: (index) =>
      void failures.ban({ kind: 'address', text: `10.${index >> 16}.${(index >> 8) & 0xff}.${index & 0xff}` }, dayMs),
    stop: () => data.stop(),
  };
}

async function untilWrittenAnew(): Promise<void> {
  const before = stamp();
  const giveUpAtMs = performance.now() + patienceMs;
  while (stamp() === before) {
    if (performance.now() > giveUpAtMs) throw new Error(`bans.json was not written anew within ${patienceMs} ms`);
    await pause(stepMs);
  }
}

function stamp(): number {
  return statSync(join(folder, 'bans.json')).ino;
}

/** Processor time of the thread of the event loop, as a share of the time that the work takes. */
async function shareOf(work: () => Promise<void>): Promise<number> {
  const [before, beganAtMs] = [firstThreadMs(process.pid).ranMs, performance.now()];
  await work();
  return (firstThreadMs(process.pid).ranMs - before) / (performance.now() - beganAtMs);
}
