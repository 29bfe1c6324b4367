import type { Attempt, LoginResult } from '../../src/domain/ledger/logins.ts';
import { allEnforced } from '../../src/domain/policy/report-only.ts';
import type { LocalLedger } from '../../src/limits/local/local-ledger.ts';
import { addressOf } from '../support/facts.ts';
import { roomy } from './entries.ts';

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

export function attempt(address: string, key = 'KEY', isGuessable = true): Attempt {
  return { address: addressOf(address), key, isGuessable, isShared: false };
}

/** For how long such a try is refused, whatever its result; undefined: the result counts. In memory every answer is there at once. */
export function judgeBy(ledger: LocalLedger, tried: Attempt, result: LoginResult): number | undefined {
  const { address } = tried;
  const addressCharge = { limit: 'address_rate', key: address.text, rate: roomy } as const;
  const { refusal } = ledger.settle({
    address,
    addressCharge,
    attempt: { ...tried, result },
    charges: [],
    reportOnly: allEnforced,
  });
  return refusal?.kind === 'login' ? refusal.retryAfterMs : undefined;
}

/** How many of so many tries were answered as what they are. */
export function answered(times: number, of: (count: number) => unknown): number {
  return Array.from({ length: times }, (_, count) => of(count)).filter((waitMs) => waitMs === undefined).length;
}

/** One of many addresses. */
export function attacker(count: number): string {
  return `10.0.${count >> 8}.${count & 0xff}`;
}
