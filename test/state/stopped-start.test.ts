import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import type { AccessKey, PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { digestOf } from '../../src/domain/secret.ts';
import { createFilesState } from '../../src/state/files/files-state.ts';
import { createStaticState } from '../../src/state/static/static-state.ts';
import { writeStaticFile } from '../../src/state/static/static-writer.ts';
import { profiles, stateWith } from '../support/facts.ts';
import { makePanelFolder } from '../support/panel-folder.ts';
import { silentLog } from './sources/silent-log.ts';

const many = 2_000;
const idOf = (number: number): string => `K${String(number).padStart(19, '0')}`;
const secret = 's'.repeat(40);

/** Descriptors of this process that lead into a folder. */
function openIn(folder: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(folder) ? [target] : [];
    } catch {
      // It was open while the list was made.
      return [];
    }
  });
}

/** Counts how often it is looked at: with slices of no length, once for each step. */
function countingClock(): { readonly clock: Clock; readonly looks: () => number } {
  let looks = 0;
  const monotonicMs = (): number => {
    looks += 1;
    return systemClock.monotonicMs();
  };
  return { clock: { monotonicMs, wallMs: systemClock.wallMs }, looks: () => looks };
}

/** Stops a source in the midst of its first reading. */
async function stopInTheMidst(source: PanelStateSource, looks: () => number): Promise<void> {
  const starting = source.start();
  while (looks() < 100) await othersFirst();
  await Promise.all([source.stop(), starting]);
}

function keyWith(id: string): AccessKey {
  return { id, secretDigest: digestOf(secret), user: 'alice', permissions: profiles('reader') };
}

describe('a first reading of many keys', () => {
  it('of files is over at once where it is stopped, and leaves no folder open', async () => {
    const keys = Array.from({ length: many }, (_, number) => ({
      id: idOf(number),
      secret,
      user: 'alice',
      permissions: 'billing',
    }));
    const folder = await makePanelFolder({ keys });
    onTestFinished(folder.remove);
    const { clock, looks } = countingClock();
    const source = createFilesState({
      settings: { root: folder.root, readApiKeys: false },
      clock,
      log: silentLog,
      timings: { sliceMs: 0 },
    });
    await stopInTheMidst(source, looks);
    expect(looks()).toBeLessThan(many / 2);
    expect([source.current(), source.readings(), openIn(folder.root)]).toEqual([undefined, { complete: 0, incomplete: 0 }, []]);
  });

  it('of files leaves no folder open where it is stopped while that is listed', async () => {
    const keys = Array.from({ length: many }, (_, number) => ({
      id: idOf(number),
      secret,
      user: 'alice',
      permissions: 'billing',
    }));
    const folder = await makePanelFolder({ keys });
    onTestFinished(folder.remove);
    const settings = { root: folder.root, readApiKeys: false };
    const source = createFilesState({ settings, clock: systemClock, log: silentLog, timings: { sliceMs: 0 } });
    const starting = source.start();
    while (!openIn(folder.root).includes(join(folder.root, 'data/access-keys'))) await othersFirst();
    await Promise.all([source.stop(), starting]);
    expect(openIn(folder.root)).toEqual([]);
  });

  it('of a static file is over at once where it is stopped', async () => {
    const folder = await makePanelFolder();
    onTestFinished(folder.remove);
    const file = join(folder.root, 'panel.state');
    const accessKeys = new Map(Array.from({ length: many }, (_, number) => [idOf(number), keyWith(idOf(number))]));
    await writeStaticFile(file, stateWith({ accessKeys }), Date.now());
    const { clock, looks } = countingClock();
    const source = createStaticState({
      settings: { file },
      parse: () => undefined,
      clock,
      log: silentLog,
      timings: { sliceMs: 0, settleMs: 0 },
    });
    await stopInTheMidst(source, looks);
    expect(looks()).toBeLessThan(many / 2);
    expect([source.current(), source.readings()]).toEqual([undefined, { complete: 0, incomplete: 0 }]);
  });
});
