import { describe, expect, it } from 'vitest';
import { ShownKey, type ShownKeyRecord } from '../../src/forward/trust/shown-key.ts';
import { ManualClock } from '../support/manual-clock.ts';

const dayMs = 86_400_000;
const options = { origin: 'https://127.0.0.1:8083', certFile: '/etc/certificate.crt' };

function setUp(clock = new ManualClock()) {
  const shownKey = new ShownKey({ ...options, clock });
  let changes = 0;
  shownKey.changed = () => {
    changes += 1;
  };
  return {
    clock,
    shownKey,
    changes: () => changes,
    trusted: (fileKey: string) => shownKey.trustedBeside(fileKey, clock.wallMs()),
  };
}

/** As it is read from disk. */
function kept({ record }: ShownKey): ShownKeyRecord {
  if (record === undefined) throw new Error('expected a record');
  return record;
}

describe('the key that a panel showed last', () => {
  it('is trusted beside the one in the file, until that one was shown', () => {
    const { shownKey, trusted } = setUp();
    expect(trusted('old')).toBeUndefined();
    shownKey.wasShown('old');
    expect(trusted('old')).toBeUndefined();
    expect([trusted('new'), trusted('new')]).toEqual(['old', 'old']);
    expect(shownKey.warning()).toContain('24 h more');
    shownKey.wasShown('new');
    expect([trusted('new'), shownKey.warning()]).toEqual([undefined, undefined]);
    // Not the other way round either: the file is what counts from now on.
    expect(shownKey.record?.shown).toBe('new');
  });

  it('is trusted for a day after the file changed', () => {
    const { clock, shownKey, trusted } = setUp();
    shownKey.wasShown('old');
    trusted('new');
    clock.advance(dayMs - 1);
    expect([trusted('new'), shownKey.warning()]).toEqual(['old', expect.stringContaining('1 h more')]);
    clock.advance(1);
    expect([trusted('new'), shownKey.warning()]).toEqual([undefined, undefined]);
  });

  it('is not trusted where the file had changed a day before that was noticed', () => {
    const { clock, shownKey } = setUp();
    shownKey.wasShown('old');
    clock.advance(10 * dayMs);
    expect(shownKey.trustedBeside('new', clock.wallMs() - dayMs)).toBeUndefined();
  });

  it('is trusted no longer because the time of the file is renewed, or lies ahead', () => {
    const { clock, shownKey } = setUp();
    shownKey.wasShown('old');
    expect(shownKey.trustedBeside('new', clock.wallMs() + 10 * dayMs)).toBe('old');
    clock.advance(dayMs);
    expect(shownKey.trustedBeside('new', clock.wallMs())).toBeUndefined();
  });

  it('is no matter where the file is put back', () => {
    const { shownKey, trusted } = setUp();
    shownKey.wasShown('old');
    trusted('new');
    expect([trusted('old'), shownKey.warning(), shownKey.record?.changed]).toEqual([undefined, undefined, undefined]);
  });

  it('outlives a restart, with the time of the change', () => {
    const before = setUp();
    before.shownKey.wasShown('old');
    before.trusted('new');
    const after = setUp(before.clock);
    expect(after.shownKey.restore(kept(before.shownKey))).toBe(true);
    before.clock.advance(dayMs - 1);
    expect(after.trusted('new')).toBe('old');
    before.clock.advance(1);
    expect(after.trusted('new')).toBeUndefined();
  });

  it.each([
    ['of another panel', { origin: 'https://192.0.2.1:8083' }],
    ['that was verified by another file', { certFile: '/etc/other.crt' }],
  ])('is not taken %s', (_, changes) => {
    const before = setUp();
    before.shownKey.wasShown('old');
    const after = setUp(before.clock);
    expect([after.shownKey.restore({ ...kept(before.shownKey), ...changes }), after.trusted('new')]).toEqual([false, undefined]);
  });

  it('is not taken where something newer was shown since', () => {
    const before = setUp();
    before.shownKey.wasShown('old');
    const after = setUp(before.clock);
    before.clock.advance(1);
    after.shownKey.wasShown('new');
    expect([after.shownKey.restore(kept(before.shownKey)), after.shownKey.record?.shown]).toEqual([false, 'new']);
  });

  it('is kept when it changes, and at no other time', () => {
    const { shownKey, trusted, changes } = setUp();
    for (let times = 0; times < 3; times += 1) shownKey.wasShown('old');
    for (let times = 0; times < 3; times += 1) trusted('new');
    for (let times = 0; times < 3; times += 1) shownKey.wasShown('new');
    expect(changes()).toBe(3);
  });
});
