import { beforeEach, describe, expect, test } from 'vitest';
import type { PanelStatus } from '../../src/domain/gateway/gateway-status.ts';
import type { LostReason } from '../../src/domain/notices/notice.ts';
import { PanelWatch, type PanelTurn } from '../../src/notices/panel-watch.ts';
import { panelStatusWith } from '../observe/metrics/status.ts';
import { ManualClock } from '../support/manual-clock.ts';

let clock: ManualClock;
let watch: PanelWatch;
let status: Partial<PanelStatus>;
beforeEach(() => {
  clock = new ManualClock();
  watch = new PanelWatch(clock);
  status = {};
});

/** What turned, looked at every five seconds. */
async function turnsWithin(seconds: number): Promise<readonly PanelTurn[]> {
  const turns: PanelTurn[] = [];
  for (let passed = 0; passed < seconds; passed += 5) {
    const turn = watch.look(panelStatusWith(status));
    if (turn !== undefined) turns.push(turn);
    // The probe is answered meanwhile.
    await Promise.resolve();
    await Promise.resolve();
    clock.advance(5000);
  }
  return turns;
}

describe('a panel', () => {
  test.each([
    ['state', { stateIsUsable: () => false }],
    ['circuit', { circuit: () => 'open' }],
    ['circuit', { circuit: () => 'half-open' }],
    ['unreachable', { probe: () => Promise.resolve('no connection') }],
    ['unreachable', { probe: () => Promise.reject(new Error('no probe')) }],
  ] satisfies readonly (readonly [LostReason, Partial<PanelStatus>])[])(
    'is lost after a minute (%s), told once, and found when it is back',
    async (reason, lost) => {
      status = lost;
      expect(await turnsWithin(60)).toEqual([]);
      expect(await turnsWithin(600)).toEqual([{ kind: 'lost', reason }]);
      status = {};
      const [found, ...others] = await turnsWithin(120);
      expect([found?.kind, others]).toEqual(['found', []]);
    },
  );

  test('is not lost within a minute', async () => {
    for (let times = 0; times < 10; times += 1) {
      status = { stateIsUsable: () => false };
      expect(await turnsWithin(55)).toEqual([]);
      status = {};
      expect(await turnsWithin(5)).toEqual([]);
    }
  });

  test('is asked for a connection every half minute, and never while one is under way', async () => {
    let probes = 0;
    status = {
      probe: () => {
        probes += 1;
        return Promise.resolve(undefined);
      },
    };
    await turnsWithin(300);
    expect(probes).toBe(10);
    status = {
      probe: () => {
        probes += 1;
        return new Promise(() => undefined);
      },
    };
    await turnsWithin(300);
    expect(probes).toBe(11);
  });
});
