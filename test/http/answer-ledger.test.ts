import { beforeEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/domain/address/address.ts';
import { AnswerLedger } from '../../src/http/bounds/answer-ledger.ts';
import type { Holding } from '../../src/http/bounds/holding.ts';
import { ManualClock } from '../support/manual-clock.ts';

let clock = new ManualClock();
let ledger = ledgerAt(clock);
/** What the system holds of each connection. */
let unsent = new Map<string, number>();
let cut: string[] = [];
beforeEach(() => {
  clock = new ManualClock();
  ledger = ledgerAt(clock);
  cut = [];
  unsent = new Map();
});

function ledgerAt(at: ManualClock): AnswerLedger {
  return new AnswerLedger({
    bounds: () => ({ totalBytes: 1 << 20, clientBytes: 1 << 18, ipv6Prefix: 64 }),
    isPreferred: () => false,
    clock: at,
    readUnsent: () => Promise.resolve(unsent),
  });
}

function hold(name: string, bytes = 100_000): Holding | undefined {
  return ledger.hold({ address: parseAddress('192.0.2.1'), bytes, unsentKey: () => name, cut: () => cut.push(name) });
}

/** As the ledger does by itself, once a second. */
function pass(seconds: number): void {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1000);
    ledger.look();
  }
}

function cuts(): unknown {
  return ledger.readings[1]?.read().map(({ labels, value }) => [labels['cause'], value]);
}

it('cuts a reader that takes less than 64 KiB in 30 s, and not sooner', () => {
  const holding = hold('slow');
  pass(29);
  if (holding !== undefined) holding.movedBytes += 65_535;
  expect(cut).toEqual([]);
  pass(1);
  expect([cut, ledger.heldBytes]).toEqual([['slow'], 0]);
  expect(cuts()).toEqual([
    ['slow', 1],
    ['full', 0],
  ]);
});

it('bears a reader that takes 64 KiB in each 30 s, for as long as it does', () => {
  const holding = hold('steady');
  for (let count = 0; count < 20; count += 1) {
    pass(28);
    if (holding !== undefined) holding.movedBytes += 65_536;
  }
  expect(cut).toEqual([]);
  pass(31);
  expect(cut).toEqual(['steady']);
});

it('does not hold it against readers that the process itself was stopped', () => {
  hold('reader');
  pass(10);
  clock.advance(36_000);
  pass(17);
  expect(cut).toEqual([]);
  pass(5);
  expect(cut).toEqual(['reader']);
});

it('forgets what its client has taken', () => {
  const holding = hold('taken');
  if (holding !== undefined) ledger.release(holding);
  pass(60);
  expect([cut, ledger.heldBytes]).toEqual([[], 0]);
});

it('holds its total, and then cuts the one that has waited longest', () => {
  for (let count = 0; count < 10; count += 1) {
    hold(`answer ${count}`);
    clock.advance(1);
  }
  expect([cut, ledger.heldBytes]).toEqual([[], 1_000_000]);
  hold('next');
  expect([cut, ledger.heldBytes]).toEqual([['answer 0'], 1_000_000]);
});

it('holds one answer of the whole share of a client, and what belongs to it, without counting the client as beyond its share', () => {
  hold('largest', (1 << 18) + 8192);
  expect([cut, ledger.heldBytes]).toEqual([[], 1 << 18]);
});

it('bears a reader whose connection takes no more yet, while the system comes to hold 64 KiB less in each 30 s', async () => {
  hold('steady');
  hold('idle');
  unsent = new Map([
    ['steady', 2_000_000],
    ['idle', 2_000_000],
  ]);
  for (let count = 0; count < 100; count += 1) {
    pass(1);
    // Longer than the question to the system takes.
    await new Promise((resolve) => setImmediate(resolve));
    if (count % 25 === 24) unsent.set('steady', (unsent.get('steady') ?? 0) - 65_536);
  }
  expect(cut).toEqual(['idle']);
});

describe('what TCP acknowledges in steps', () => {
  it.each([
    ['3 KiB a second, a little less than 64 KiB at a time', Array.from({ length: 40 }, () => [21, 63.9] as const)],
    ['10 KiB a second, 512 KiB at a time, into a buffer of 4 MiB', [[0, 4096], ...repeated(51, 512, 10)]],
    ['3 KiB a second, 384 KiB at a time, into a buffer of 6 MiB', [[0, 6144], ...repeated(128, 384, 6)]],
  ] as const)('lets a reader be of %s', async (_what, steps) => {
    expect(await read(steps)).toEqual([]);
  });

  it.each([
    ['nothing', 0, 31],
    ['64 KiB', 64, 63],
    ['any amount', 6144, 213],
  ])('and a reader that stops behind %s is cut when that is used up', async (_what, kibibytes, seconds) => {
    expect(
      await read([
        [0, kibibytes],
        [seconds, 0],
      ]),
    ).toEqual(['reader']);
  });

  it('and one that is slower than 64 KiB in 30 s is cut, however much it took before', async () => {
    expect(await read([[0, 6144], ...repeated(100, 66, 4)])).toEqual(['reader']);
  });

  it('the system is asked few times, and the less often the longer it takes', async () => {
    let asked = 0;
    const slowClock = new ManualClock();
    const slow = new AnswerLedger({
      bounds: () => ({ totalBytes: 1 << 20, clientBytes: 1 << 18, ipv6Prefix: 64 }),
      isPreferred: () => false,
      clock: slowClock,
      readUnsent: () => {
        asked += 1;
        slowClock.advance(400);
        return Promise.resolve(undefined);
      },
    });
    for (let count = 0; count < 5; count += 1) {
      slow.hold({ address: undefined, bytes: 1000, unsentKey: () => 'reader', cut: () => undefined });
    }
    for (let second = 0; second < 29; second += 1) {
      slowClock.advance(1000);
      slow.look();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(asked).toBeLessThanOrEqual(3);
  });
});

function repeated(seconds: number, kibibytes: number, count: number): (readonly [number, number])[] {
  return Array.from({ length: count }, () => [seconds, kibibytes] as const);
}

/** What a client has taken of 12 MiB, in KiB, each time after so many seconds. */
async function read(steps: readonly (readonly [seconds: number, kibibytes: number])[]): Promise<readonly string[]> {
  const holding = hold('reader');
  if (holding !== undefined) holding.movedBytes = 12 << 20;
  let left = 12 << 20;
  for (const [seconds, kibibytes] of steps) {
    for (let second = 0; second < seconds; second += 1) {
      unsent.set('reader', left);
      pass(1);
      // Longer than the question to the system takes.
      await new Promise((resolve) => setImmediate(resolve));
    }
    left -= kibibytes * 1024;
  }
  return cut;
}
