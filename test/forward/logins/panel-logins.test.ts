import { describe, expect, it } from 'vitest';
import { stateWith } from '../../support/facts.ts';
import type { Judged } from '../../../src/forward/exchange/judge-exchange.ts';
import { panelCall } from '../panel-call.ts';
import { answer, key, ok, refusal, setUpLogins, unknown, unreachable } from './logins-under-test.ts';

describe('a key that the panel refused although the gateway allowed it', () => {
  it('asks for a new state at once, counts, and waits for it', () => {
    const { clock, logins, admission, call, disagreed } = setUpLogins();
    const old = clock.monotonicMs();
    clock.advance(5);
    call(key('A'), refusal);
    expect([disagreed(), logins.disagreements]).toEqual([1, 1]);
    expect(admission(key('A'), { stateReadAtMs: old }).judge()).toBe('never');
    expect(admission(key('A'), { stateReadAtMs: old }).denial()).toEqual({ reason: 'state_unavailable' });
    expect(admission(key('B'), { stateReadAtMs: old }).judge()).toBe('go');
    expect(logins.areHeldAgainst(key('A'), stateWith({ readAtMs: old }))).toBe(true);
    clock.advance(5);
    expect(admission(key('A')).judge()).toBe('go');
    expect(logins.areHeldAgainst(key('A'), stateWith({ readAtMs: clock.monotonicMs() }))).toBe(false);
  });

  it('waits for the rest of ten minutes when it is refused again', () => {
    const { clock, admission, call } = setUpLogins();
    call(key('A'), refusal);
    clock.advance(5);
    call(key('A'), refusal);
    clock.advance(599_000);
    expect(admission(key('A')).judge()).toBe('never');
    clock.advance(2000);
    expect(admission(key('A')).judge()).toBe('go');
  });

  it('is held also where its call has its place already', () => {
    const { clock, admission, call } = setUpLogins();
    const waiting = admission(key('A'));
    waiting.begin();
    expect(waiting.isHeld()).toBe(false);
    clock.advance(5);
    call(key('A'), refusal);
    expect(waiting.isHeld()).toBe(true);
  });

  it('is not one that was answered, or whose answer nobody knows', () => {
    const { logins, admission, call } = setUpLogins();
    for (const judged of [ok, answer(200, '9'), unknown, unreachable]) call(key('A'), judged);
    expect([logins.disagreements, admission(key('A')).judge()]).toEqual([0, 'go']);
  });
});

describe('after two refusals of keys in ten minutes', () => {
  it('every key waits for a newer state', () => {
    const { clock, admission, call } = setUpLogins();
    call(key('A'), refusal);
    clock.advance(5);
    const old = clock.monotonicMs();
    call(key('B'), refusal);
    expect(admission(key('C'), { stateReadAtMs: old }).judge()).toBe('never');
    clock.advance(5);
    expect(admission(key('C')).judge()).toBe('go');
  });

  it('of which one is older, no other key waits', () => {
    const { clock, admission, call } = setUpLogins();
    const old = clock.monotonicMs();
    call(key('A'), refusal);
    clock.advance(600_000);
    call(key('B'), refusal);
    expect(admission(key('C'), { stateReadAtMs: old }).judge()).toBe('go');
  });
});

describe('of many keys that the panel has lost', () => {
  it('no more are asked for than the panel may refuse, whatever the state says', () => {
    const { clock, admission } = setUpLogins();
    let asked = 0;
    for (let at = 0; at < 60; at += 1) {
      const one = admission(key(`KEY${at}`));
      clock.advance(1);
      if (one.judge() !== 'go') continue;
      one.begin();
      one.ended(refusal);
      asked += 1;
      clock.advance(1);
    }
    expect(asked).toBe(4);
  });

  it('no more are in flight at a time, where none was accepted lately', () => {
    const { clock, admission, call } = setUpLogins();
    const inFlight = Array.from({ length: 8 }, (_, at) => admission(key(`KEY${at}`)));
    const begun = inFlight.filter((one) => {
      if (one.judge() !== 'go') return false;
      one.begin();
      return true;
    });
    expect([begun.length, admission(key('OTHER')).judge()]).toEqual([4, 'wait']);
    begun[0]?.ended(ok);
    expect(admission(key('OTHER')).judge()).toBe('go');
    call(key('OTHER'), ok);
    clock.advance(1);
    begun.slice(1).forEach((one) => one.ended(refusal));
    clock.advance(1);
    // Three of four that may be refused are. One more may be in flight, and none that was accepted before.
    const next = admission(key('OTHER'));
    expect(next.judge()).toBe('go');
    next.begin();
    expect(admission(key('LAST')).judge()).toBe('wait');
    next.ended(ok);
    clock.advance(1);
    expect(admission(key('OTHER')).judge()).toBe('go');
  });

  it('a call that has run for long is not counted as one that may be refused', () => {
    const { clock, admission } = setUpLogins();
    for (let at = 0; at < 4; at += 1) admission(key(`KEY${at}`)).begin();
    expect(admission(key('OTHER')).judge()).toBe('wait');
    clock.advance(10_001);
    expect(admission(key('OTHER')).judge()).toBe('go');
  });
});

describe("the gateway's own key", () => {
  it('is not asked with a third time within ten minutes after the panel has refused it twice', () => {
    const { clock, logins } = setUpLogins();
    const { call } = panelCall();
    const own = (judged: Judged): void => {
      const one = logins.ownAdmissionOf({ ...call, returncode: 'yes' });
      one.begin();
      one.ended(judged);
    };
    own(ok);
    own(refusal);
    expect(logins.ownAdmissionOf(call).isHeld()).toBe(false);
    own(refusal);
    expect([logins.ownAdmissionOf(call).isHeld(), logins.disagreements]).toEqual([true, 0]);
    clock.advance(600_001);
    expect(logins.ownAdmissionOf(call).isHeld()).toBe(false);
  });
});
