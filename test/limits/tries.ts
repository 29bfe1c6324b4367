import type { Attempt, LoginResult, Logins } from '../../src/domain/logins.ts';
import { addressOf } from '../support/facts.ts';

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

export function attempt(address: string, key = 'KEY', isGuessable = true): Attempt {
  return { address: addressOf(address), key, isGuessable, isShared: false };
}

/** In memory every answer is there at once. */
export function judgeBy(logins: Logins, tried: Attempt, result: LoginResult): number | undefined {
  const waitMs = logins.judge(tried, result);
  if (waitMs instanceof Promise) throw new TypeError('expected an answer at once');
  return waitMs;
}

/** How many of so many tries were answered as what they are. */
export function answered(times: number, of: (count: number) => unknown): number {
  return Array.from({ length: times }, (_, count) => of(count)).filter((waitMs) => waitMs === undefined).length;
}

/** One of many addresses. */
export function attacker(count: number): string {
  return `10.0.${count >> 8}.${count & 0xff}`;
}
