import { describe, expect, it } from 'vitest';
import { answered, refused } from '../observe/metrics/outcomes.ts';
import { historySite, totalOf } from './history-site.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

describe('the history of calls', () => {
  it('counts outcomes and reasons in steps, the newest last', async () => {
    const { clock, open } = historySite();
    const { history } = await open();
    history.ended(answered('0'));
    clock.advance(minuteMs);
    history.tick();
    history.ended(answered('0', { wouldRefuse: ['key_rate'] }));
    history.ended(refused({ reason: 'secret_wrong', deprecated: false }));
    const { stepSeconds, times, outcomes, refusals } = history.read('15m');
    expect([stepSeconds, times.length, times.at(-1)]).toEqual([15, 60, Math.floor(clock.wallMs() / 15_000) * 15]);
    expect(outcomes.permitted.slice(-5)).toEqual([1, 0, 0, 0, 0]);
    expect(outcomes.reported.at(-1)).toBe(1);
    expect(outcomes.refused.at(-1)).toBe(1);
    expect(Object.keys(refusals)).toEqual(['secret_wrong']);
    expect(refusals['secret_wrong']?.at(-1)).toBe(1);
  });

  it('has each call in the span that reaches back to it, and in no shorter one', async () => {
    const { clock, open } = historySite();
    const { history } = await open();
    const permitted = (): readonly number[] => {
      history.tick();
      return (['15m', '6h', '30d'] as const).map((span) => totalOf(history.read(span).outcomes.permitted));
    };
    history.ended(answered('0'));
    expect(permitted()).toEqual([1, 1, 1]);
    clock.advance(hourMs);
    expect(permitted()).toEqual([0, 1, 1]);
    clock.advance(6 * hourMs);
    expect(permitted()).toEqual([0, 0, 1]);
    clock.advance(31 * dayMs);
    expect(permitted()).toEqual([0, 0, 0]);
  });

  it('tells how long calls took, to an eighth', async () => {
    const { open } = historySite();
    const { history } = await open();
    for (let ms = 1; ms <= 1000; ms += 1)
      history.ended({ ...answered('0'), timings: { totalMs: ms + 1, queueMs: undefined, panelMs: ms } });
    const { panelMs, gatewayMs } = history.read('15m');
    expect([panelMs.p50.at(-1), panelMs.p99.at(-1), gatewayMs.p50.at(-1)]).toSatisfy(
      ([p50, p99, gateway]: (number | null)[]) => near(p50, 500) && near(p99, 990) && near(gateway, 1),
    );
    expect(panelMs.p50.at(0)).toBeNull();
  });

  it.each([0.06, 0.7, 3, 12.6, 99, 1300, 1999, 45_000])('tells %d ms as that, an eighth off at most', async (ms) => {
    const { open } = historySite();
    const { history } = await open();
    history.ended({ ...answered('0'), timings: { totalMs: 2 * ms, queueMs: undefined, panelMs: ms } });
    const { panelMs, gatewayMs } = history.read('15m');
    expect([gatewayMs.p50, gatewayMs.p99].map((list) => near(list.at(-1), ms))).toEqual([true, true]);
    expect(ms < 1 || near(panelMs.p99.at(-1), ms)).toBe(true);
  });

  it('says of what took longer than it tells apart that it took so long, or longer', async () => {
    const { open } = historySite();
    const { history } = await open();
    history.ended({ ...answered('0'), timings: { totalMs: 2_000_000, queueMs: undefined, panelMs: 1_000_000 } });
    const { panelMs, gatewayMs } = history.read('15m');
    expect([gatewayMs.p50.at(-1), panelMs.p50.at(-1)]).toEqual([gatewayMs.over, panelMs.over]);
    expect(gatewayMs.over).toBeGreaterThan(60_000);
    expect(panelMs.over).toBeGreaterThan(600_000);
  });

  it('remembers the most calls that were in flight or waited at one moment', async () => {
    const { clock, now, open } = historySite();
    const { history } = await open();
    for (const [inFlight, waiting] of [
      [1, 0],
      [3, 7],
      [2, 0],
    ] as const) {
      Object.assign(now, { inFlight, waiting });
      history.tick();
      clock.advance(1000);
    }
    const { inFlight, waiting, bounds } = history.read('15m');
    expect([Math.max(...inFlight), Math.max(...waiting), bounds]).toEqual([3, 7, { inFlight: 3, waiting: 32 }]);
  });

  it('has less than 8 MB, whatever comes', async () => {
    const { open } = historySite();
    const { history } = await open();
    expect(history.fine.bytes + history.coarse.bytes).toBeLessThan(8_000_000);
  });
});

function near(ms: number | null | undefined, wanted: number): boolean {
  return Math.abs((ms ?? 0) / wanted - 1) <= 0.125;
}
