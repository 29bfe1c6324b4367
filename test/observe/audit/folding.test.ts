import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Denial } from '../../../src/domain/call/denial.ts';
import type { Reason } from '../../../src/domain/call/denials.ts';
import { refusalOf } from '../../../src/hestia/answer/refusal.ts';
import { type Fold, Folding } from '../../../src/observe/audit/folding.ts';
import { type OpenedLog, openLog, testClock } from './opened-log.ts';
import { faultsOf } from './record-forms.ts';
import { keyUnknown, notAllowed, refusedFrom } from './requests.ts';

function refuse({ audit }: OpenedLog, times: number, { from = '192.0.2.1', denial = notAllowed } = {}): void {
  for (let count = 0; count < times; count += 1) audit.ended(refusedFrom(from, denial));
}

function eventsIn({ records }: OpenedLog): unknown[] {
  return records().map(({ event, count }) => (event === 'folded' ? count : event));
}

function add(to: Map<Reason, number>, reason: Reason, count: number): void {
  to.set(reason, (to.get(reason) ?? 0) + count);
}

const tenSingles = Array.from({ length: 10 }, () => 'refused');

describe('a flood of refusals', () => {
  test('has ten lines a second, and one with the number of the others when the second is over', () => {
    const opened = openLog();
    refuse(opened, 500);
    expect(eventsIn(opened)).toEqual(tenSingles);
    opened.clock.pass(999);
    refuse(opened, 500);
    expect(eventsIn(opened)).toEqual(tenSingles);

    opened.clock.pass(1);
    refuse(opened, 1);

    expect(eventsIn(opened)).toEqual([...tenSingles, 990, 'refused']);
    expect(opened.records()[10]).toEqual({
      time: '2026-01-02T03:04:06.678Z',
      event: 'folded',
      reason: 'address_not_allowed',
      prefix: '192.0.2.1',
      count: 990,
      from: '2026-01-02T03:04:05.678Z',
      to: '2026-01-02T03:04:06.677Z',
    });
    expect(opened.lines().flatMap(faultsOf)).toEqual([]);
  });

  test('of ten refusals is no flood', () => {
    const opened = openLog();
    refuse(opened, 10);
    opened.clock.pass(1000);
    refuse(opened, 10);
    opened.audit.close();
    expect(eventsIn(opened)).toEqual([...tenSingles, ...tenSingles]);
  });

  test('hides no refusal for another reason, and none of another address', () => {
    const opened = openLog();
    refuse(opened, 100);
    refuse(opened, 1, { denial: keyUnknown });
    refuse(opened, 1, { from: '192.0.2.2' });
    expect(opened.records().slice(10)).toMatchObject([{ reason: 'key_unknown' }, { address: '192.0.2.2' }]);
  });

  test('from one IPv6 network is one, and names the network', () => {
    const opened = openLog({ ipv6Prefix: () => 58 });
    for (let host = 0; host < 40; host += 1) refuse(opened, 1, { from: `2001:db8:0:5${host % 10}::${host}` });
    opened.audit.close();
    expect(opened.records().slice(10)).toMatchObject([{ event: 'folded', prefix: '2001:db8:0:40::/58', count: 30 }]);
    expect(opened.lines().flatMap(faultsOf)).toEqual([]);
  });

  test('is told by itself when nothing else happens any more', async () => {
    const opened = openLog();
    refuse(opened, 25);
    opened.clock.pass(1000);
    await expect.poll(() => eventsIn(opened)).toEqual([...tenSingles, 15]);
  });

  test('is told when the log is closed', () => {
    const opened = openLog();
    refuse(opened, 25);
    opened.audit.close();
    expect(eventsIn(opened)).toEqual([...tenSingles, 15]);
  });

  test('costs nothing for what has no line', () => {
    let asked = 0;
    const exitCodeOf = (denial: Denial): { status: number; exitCode: number } => {
      asked += 1;
      return refusalOf(denial);
    };
    refuse(openLog({ exitCodeOf }), 10_000);
    expect(asked).toBe(10);
  });

  test('of requests without an address is one', () => {
    const opened = openLog();
    for (let count = 0; count < 11; count += 1) opened.audit.ended(refusedFrom(undefined, { reason: 'address_unknown' }));
    opened.audit.close();
    expect(opened.records()[10]).toMatchObject({ prefix: 'none', count: 1 });
  });

  test('from more addresses than can be told apart has one count for each reason', () => {
    const opened = openLog();
    for (let host = 0; host < 10_300; host += 1) refuse(opened, 1, { from: `10.0.${host >> 8}.${host & 255}` });
    opened.audit.close();
    expect(opened.records().filter(({ event }) => event === 'folded')).toMatchObject([{ prefix: 'others', count: 290 }]);
    expect(opened.lines()).toHaveLength(10_011);
  });
});

const reasons: readonly Reason[] = ['address_not_allowed', 'key_unknown', 'no_data'];
const step = fc.record({
  passMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 })),
  reason: fc.constantFrom(...reasons),
  prefix: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'),
  times: fc.integer({ min: 1, max: 30 }),
  hasRoom: fc.boolean(),
});

test('each refusal has a line or is counted, once, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, maxWindows) => {
      const clock = testClock();
      const folding = new Folding({ clock, maxWindows });
      const told = new Map<Reason, number>();
      const refused = new Map<Reason, number>();
      const tell = ({ reason, count, fromMs, toMs }: Fold): void => {
        expect(fromMs).toBeLessThanOrEqual(toMs);
        add(told, reason, count);
      };
      for (const { passMs, reason, prefix, times, hasRoom } of steps) {
        clock.pass(passMs);
        for (let count = 0; count < times; count += 1) {
          folding.settle(tell, () => hasRoom);
          if (folding.admits(reason, prefix, hasRoom)) add(told, reason, 1);
          add(refused, reason, 1);
        }
      }
      folding.settleAll(tell);
      expect(told).toEqual(refused);
      expect(folding.isCounting).toBe(false);
    }),
  );
});
