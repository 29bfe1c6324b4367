import { describe, expect, it } from 'vitest';
import { BodyLedger } from '../../src/http/bounds/body-ledger.ts';

describe('the ledger of bodies', () => {
  it('has room for its total, and not for one byte more', () => {
    const ledger = new BodyLedger(() => 10);
    expect([ledger.take(4), ledger.take(6), ledger.take(1), ledger.take(0)]).toEqual([true, true, false, true]);
    expect(ledger.heldBytes).toBe(10);
  });

  it('takes nothing where it would be too much', () => {
    const ledger = new BodyLedger(() => 10);
    expect([ledger.take(11), ledger.heldBytes, ledger.take(10)]).toEqual([false, 0, true]);
  });

  it('has room again for what was given back', () => {
    const ledger = new BodyLedger(() => 10);
    ledger.take(10);
    ledger.giveBack(3);
    expect([ledger.heldBytes, ledger.take(4), ledger.take(3)]).toEqual([7, false, true]);
  });
});
