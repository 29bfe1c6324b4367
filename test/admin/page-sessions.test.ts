import { describe, expect, it } from 'vitest';
import { PageSessions } from '../../src/admin/page/page-sessions.ts';
import { ManualClock } from '../support/manual-clock.ts';

const operator = { name: 'alice', role: 'operate' } as const;

function opened(): { readonly sessions: PageSessions; readonly clock: ManualClock; readonly codeNow: () => string } {
  const clock = new ManualClock();
  const sessions = new PageSessions(clock);
  return { sessions, clock, codeNow: () => sessions.newCode(operator)?.code ?? '' };
}

describe('a code for the page', () => {
  it('is exchanged once, for a session in the name of who asked for it', () => {
    const { sessions, codeNow } = opened();
    const code = codeNow();
    const session = sessions.exchange(code);
    expect(session).toMatchObject({ name: 'alice/page', role: 'operate', lastsSeconds: 43_200 });
    expect(sessions.callerOf(session?.token ?? '')).toMatchObject({ name: 'alice/page', role: 'operate' });
    expect(sessions.exchange(code)).toBeUndefined();
    expect(sessions.callerOf(code)).toBeUndefined();
  });

  it('is good for a minute, and its session for twelve hours', () => {
    const { sessions, clock, codeNow } = opened();
    const [late, inTime] = [codeNow(), codeNow()];
    clock.advance(59_999);
    const token = sessions.exchange(inTime)?.token ?? '';
    clock.advance(1);
    expect(sessions.exchange(late)).toBeUndefined();
    clock.advance(43_200_000 - 2);
    expect(sessions.callerOf(token)).toBeDefined();
    clock.advance(1);
    expect(sessions.callerOf(token)).toBeUndefined();
  });

  it('gives no more than its maker may', () => {
    const { sessions } = opened();
    expect(sessions.newCode({ name: 'bob', role: 'read' }, 'operate')).toBeUndefined();
    const { code = '' } = sessions.newCode(operator, 'read') ?? {};
    expect(sessions.exchange(code)?.role).toBe('read');
  });

  it('and sessions of one token are bounded: its own oldest goes, and nobody else loses any', () => {
    const { sessions, codeNow } = opened();
    const reader = { name: 'reader', role: 'read' } as const;
    const own = [codeNow(), sessions.exchange(codeNow())?.token ?? ''] as const;
    const codes = Array.from({ length: 9 }, () => sessions.newCode(reader)?.code ?? '');
    const tokens = codes.slice(1).map((code) => sessions.exchange(code)?.token ?? '');
    expect(sessions.exchange(codes[0] ?? '')).toBeUndefined();
    while (tokens.length < 17) tokens.push(sessions.exchange(sessions.newCode(reader)?.code ?? '')?.token ?? '');
    expect(tokens.map((token) => sessions.callerOf(token) !== undefined)).toEqual([
      false,
      ...Array.from({ length: 16 }, () => true),
    ]);
    expect(sessions.callerOf(own[1])).toBeDefined();
    expect(sessions.exchange(own[0])).toBeDefined();
  });
});
