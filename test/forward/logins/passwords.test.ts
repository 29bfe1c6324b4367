import { describe, expect, it } from 'vitest';
import { key, ok, password, refusal, reservation, setUpLogins, unknown, unreachable } from './logins-under-test.ts';

describe('passwords', () => {
  it('that are wrong are no more than two in ten minutes, and say nothing of keys', () => {
    const { clock, admission, call } = setUpLogins();
    call(password('a'), refusal);
    expect(admission(password('b')).judge()).toBe('go');
    call(password('b'), refusal);
    expect(admission(password('c')).judge()).toBe('never');
    expect(admission(password('c')).denial()).toEqual({ reason: 'state_unavailable' });
    expect(admission(password('b')).denial()).toEqual({ reason: 'credential_invalid', deprecated: true });
    expect(admission(key('A'), { stateReadAtMs: 0 }).judge()).toBe('go');
    clock.advance(600_001);
    expect(admission(password('c')).judge()).toBe('go');
  });

  it('that are undecided count like wrong ones, and others wait for them', () => {
    const { clock, admission } = setUpLogins();
    const [first, second] = [admission(password('a')), admission(password('b'))];
    for (const one of [first, second]) one.begin();
    expect(admission(password('c')).judge()).toBe('wait');
    clock.advance(700_000);
    expect(admission(password('c')).judge()).toBe('wait');
    first.ended(unknown);
    second.ended(unreachable);
    expect(admission(password('c')).judge()).toBe('go');
    admission(password('c')).begin();
    expect(admission(password('d')).judge()).toBe('wait');
  });

  it.each([
    ['refused', refusal],
    ['perhaps refused', unknown],
  ])('let the calls that wait for them be judged again where they were %s', (_what, judged) => {
    const { admission, call, changed } = setUpLogins();
    const [first, second] = [admission(password('a')), admission(password('b'))];
    for (const one of [first, second]) one.begin();
    const waiting = admission(password('c'));
    expect(waiting.judge()).toBe('wait');
    first.ended(judged);
    const before = changed();
    second.ended(judged);
    expect([changed() - before, waiting.judge()]).toEqual([1, 'never']);
    call(key('A'), judged);
    expect(changed() - before).toBe(2);
  });

  it('have two more from addresses from which one was right lately, for all of them together', () => {
    const { admission, call } = setUpLogins();
    const known = { reservation: reservation({ isFromKnown: true }) };
    call(password('a'), refusal);
    call(password('b'), refusal);
    expect([admission(password('c')).judge(), admission(password('c'), known).judge()]).toEqual(['never', 'go']);
    call(password('c'), refusal, known);
    call(password('d'), refusal, known);
    expect(admission(password('e'), known).judge()).toBe('never');
  });

  it('that the panel accepted within ten minutes take no share, until it refuses them', () => {
    const { clock, admission, call } = setUpLogins();
    call(password('right'), ok);
    call(password('a'), refusal);
    call(password('b'), refusal);
    clock.advance(599_000);
    const long = admission(password('right'));
    expect([long.judge(), admission(password('other')).judge()]).toEqual(['go', 'never']);
    long.begin();
    clock.advance(610_000);
    // A command of ten minutes shuts out nobody.
    for (let at = 0; at < 2; at += 1) {
      expect(admission(password(`new${at}`)).judge()).toBe('go');
      admission(password(`new${at}`)).begin();
    }
    long.ended(ok);
    expect(admission(password('right')).judge()).toBe('go');
    call(password('right'), refusal);
    expect(admission(password('right')).judge()).not.toBe('go');
  });

  it('that were accepted when a long command began, and refused since, are not accepted', () => {
    const { clock, admission, call } = setUpLogins();
    const long = admission(password('right'));
    long.begin();
    clock.advance(1000);
    call(password('right'), refusal);
    clock.advance(1000);
    long.ended(ok);
    call(password('a'), refusal);
    expect(admission(password('right')).judge()).toBe('never');
  });

  it('and keys together never get five refusals', () => {
    const { clock, admission } = setUpLogins();
    let refused = 0;
    for (let at = 0; at < 40; at += 1) {
      const credential = at % 2 === 0 ? key(`KEY${at}`) : password(`p${at}`);
      const one = admission(credential, { reservation: reservation({ isFromKnown: at % 3 === 0 }) });
      clock.advance(1);
      if (one.judge() !== 'go') continue;
      one.begin();
      one.ended(refusal);
      refused += 1;
      clock.advance(1);
    }
    expect(refused).toBe(4);
  });

  it('are remembered up to a bound', () => {
    const { admission, call } = setUpLogins();
    for (let at = 0; at < 1001; at += 1) call(password(`p${at}`), ok);
    call(password('a'), refusal);
    call(password('b'), refusal);
    expect([admission(password('p0')).judge(), admission(password('p1')).judge()]).toEqual(['never', 'go']);
  });
});
