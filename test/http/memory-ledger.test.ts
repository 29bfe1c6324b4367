import { beforeEach, describe, expect, it } from 'vitest';
import { type Address, parseAddress } from '../../src/domain/address/address.ts';
import { type MemoryBounds, MemoryLedger, type MemoryLedgerOptions } from '../../src/http/bounds/memory-ledger.ts';
import type { Holding } from '../../src/http/bounds/holding.ts';
import { ManualClock } from '../support/manual-clock.ts';

const honest = addressOf('192.0.2.9');
const strangers = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'].map(addressOf);
const [a = honest, b = honest] = strangers;

let clock = new ManualClock();
let ended: string[] = [];
beforeEach(() => {
  clock = new ManualClock();
  ended = [];
});

function ledgerWith({
  totalBytes = 100,
  clientBytes = 25,
  ...options
}: Partial<MemoryLedgerOptions & MemoryBounds> = {}): MemoryLedger {
  return new MemoryLedger({
    bounds: () => ({ totalBytes, clientBytes, ipv6Prefix: 64 }),
    isShareHard: true,
    isPreferred: ({ text }) => text === honest.text,
    clock,
    ...options,
  });
}

/** Memory that can give way, told by its name. */
function hold(ledger: MemoryLedger, address: Address, name = address.text): Holding {
  return ledger.hold(address, () => ended.push(name));
}

describe('where each client has a share and no more', () => {
  it('the share is that of an address, or of an IPv6 network', () => {
    const ledger = ledgerWith();
    const taken = ['192.0.2.1', '192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'].map((text) =>
      ledger.hold(addressOf(text)).take(20),
    );
    expect([...taken, ledger.heldBytes]).toEqual([true, false, true, true, false, true, 80]);
  });

  it('all clients without a usable address have one together', () => {
    const ledger = ledgerWith();
    expect([ledger.hold(undefined).take(25), ledger.hold(undefined).take(1)]).toEqual([true, false]);
  });

  it('there is room again for what was released, once', () => {
    const ledger = ledgerWith();
    const first = ledger.hold(a);
    first.take(25);
    first.release();
    first.release();
    expect([ledger.heldBytes, ledger.hold(a).take(25), ledger.hold(a).take(1)]).toEqual([0, true, false]);
  });

  it('strangers who hold everything give way to a client that comes first, the largest first', () => {
    const ledger = ledgerWith();
    for (const [index, address] of strangers.entries()) hold(ledger, address).take(index === 1 ? 25 : 18);
    expect([ledger.hold(honest).take(20), ended, ledger.heldBytes]).toEqual([true, [b.text], 92]);
  });

  it('and never the other way round', () => {
    const ledger = ledgerWith({ clientBytes: 100 });
    hold(ledger, honest).take(100);
    clock.advance(60_000);
    expect([ledger.hold(a).take(1), ended]).toEqual([false, []]);
  });

  it('a stranger gives way to another only when it has been slow for a second, the slowest first', () => {
    const ledger = ledgerWith();
    const holdings = strangers.slice(0, 4).map((address) => hold(ledger, address));
    for (const holding of holdings) holding.take(25);
    expect([ledger.hold(strangers[4]).take(1), ended]).toEqual([false, []]);
    for (const [index, holding] of holdings.entries()) holding.movedBytes = index === 2 ? 0 : 1 << 20;
    clock.advance(1000);
    expect([ledger.hold(strangers[4]).take(1), ended]).toEqual([true, [strangers[2]?.text]]);
  });

  it('what has come in whole gives way to nobody', () => {
    const ledger = ledgerWith({ clientBytes: 100 });
    const whole = hold(ledger, a);
    whole.take(100);
    whole.keep();
    clock.advance(60_000);
    expect([ledger.hold(honest).take(1), ended]).toEqual([false, []]);
  });
});

describe('where much is asked for at once', () => {
  it('as many give way as it takes, the largest first, and each is looked at once', () => {
    let looks = 0;
    const ledger = ledgerWith({
      totalBytes: 10_000,
      clientBytes: 10_000,
      clock: {
        wallMs: clock.wallMs,
        monotonicMs: () => {
          looks += 1;
          return clock.monotonicMs();
        },
      },
    });
    for (let size = 1; size <= 100; size += 1) hold(ledger, a, String(size)).take(size);
    hold(ledger, a, '4950').take(4950);
    looks = 0;
    const wanted = hold(ledger, honest);
    expect(wanted.take(5340)).toBe(true);
    // One for what begins, and one for all that give way.
    expect([ended, looks]).toEqual([['4950', '100', '99', '98', '97'], 2]);
  });

  it('nobody gives way where all of them together would not be enough', () => {
    const ledger = ledgerWith({ clientBytes: 100 });
    hold(ledger, honest).take(60);
    hold(ledger, a).take(30);
    hold(ledger, b).take(10);
    expect([hold(ledger, honest, 'next').take(41), ended, ledger.heldBytes]).toEqual([false, [], 100]);
  });

  it('a client gives way before others only until it is within its share', () => {
    const ledger = ledgerWith({ isShareHard: false, clientBytes: 30 });
    hold(ledger, b, 'slow').take(29);
    clock.advance(60_000);
    for (const name of ['one', 'two', 'three', 'four']) hold(ledger, a, name).take(17);
    expect([hold(ledger, honest).take(80), ended]).toEqual([true, ['one', 'two', 'three', 'slow']]);
  });
});

describe('where a client may have more than its share while there is room', () => {
  it('such a client gives way first, before strangers and before what is slower', () => {
    const ledger = ledgerWith({ isShareHard: false });
    hold(ledger, a).take(25);
    clock.advance(60_000);
    for (const name of ['one', 'two', 'three']) hold(ledger, honest, name).take(25);
    expect([hold(ledger, b).take(25), ended]).toEqual([true, ['one']]);
  });

  it('what it would have with what it asks for counts, so that it does not drive out those within theirs', () => {
    const ledger = ledgerWith({ isShareHard: false, clientBytes: 40 });
    hold(ledger, b, 'within').take(40);
    clock.advance(60_000);
    hold(ledger, a, 'own').take(40);
    expect([hold(ledger, a, 'next').take(40), ended]).toEqual([true, ['own']]);
  });

  it('the largest and slowest goes first, and what has just begun goes last', () => {
    const ledger = ledgerWith({ isShareHard: false, clientBytes: 100 });
    const fast = hold(ledger, a, 'fast');
    fast.take(40);
    hold(ledger, a, 'slow').take(40);
    fast.movedBytes = 1 << 20;
    clock.advance(1000);
    hold(ledger, a, 'new').take(20);
    expect([hold(ledger, a, 'next').take(30), ended]).toEqual([true, ['slow']]);
  });
});

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new RangeError(text);
  return address;
}
