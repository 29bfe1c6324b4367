import { prefixOf } from '../../../domain/address/address.ts';
import type { Clock } from '../../../domain/clock.ts';
import type { Charge, Entry } from '../../../domain/ledger/ledger.ts';
import { isUnknown } from '../../logins/failure-store.ts';
import type { LocalLedger } from '../../local/local-ledger.ts';
import type { LoginTerms } from '../../logins/login-terms.ts';
import type { MemoryFailures } from '../../logins/memory-failures.ts';
import type { MemoryLimiter } from '../../rates/memory-limiter.ts';
import type { BanMirror } from './ban-mirror.ts';
import type { SettleAnswer } from './settle-answer.ts';

/** What a process knows of a panel's counters, and keeps up with those in Redis. */
export interface Followers {
  readonly local: LocalLedger;
  readonly limiter: MemoryLimiter;
  readonly failures: MemoryFailures;
  readonly mirror: BanMirror;
  readonly terms: LoginTerms;
  readonly ipv6Prefix: number;
  readonly clock: Clock;
}

export interface Followed {
  readonly entry: Entry;
  /** As they are numbered in the answer: the address's first. */
  readonly charges: readonly Charge[];
  readonly answer: SettleAnswer;
  /** Between the question and the answer. */
  readonly tookMs: number;
}

/** Copies the counts of a decision from Redis into this process, so that this gateway continues from them while Redis is away. */
export function followAnswer(followers: Followers, followed: Followed): void {
  const { local, limiter } = followers;
  const { entry, charges, answer, tookMs } = followed;
  const { attempt } = entry;
  learnAnswer(followers, followed);
  if (attempt?.result === 'proven' && answer.mayProve) local.conclude(attempt, 'proven');
  if (attempt?.result === 'failed' && answer.outcome === 'ok') local.noteUnknownKey(attempt);
  for (const report of answer.charges) {
    const charge = charges[report.at];
    if (charge === undefined) continue;
    const { limit, key, rate } = charge;
    // A limit that was seen used up here refuses also where Redis has forgotten it.
    const isForgotten = report.takenFrom === undefined && local.isUsedUp(charge);
    // The end is never taken for later than it is: the clock of Redis alone says when the next window begins.
    const [windowLeftMs, burstLeftMs] = [report.windowLeftMs - tookMs, report.burstLeftMs - tookMs];
    if (!isForgotten) limiter.followShared(limit, { key, rate }, { ...report, windowLeftMs, burstLeftMs });
    const isRefused = answer.outcome === 'limit';
    if (isRefused || report.takenFrom !== undefined)
      limiter.tally.note(limit, rate.calls, { granted: !isRefused, left: report.left });
  }
}

/** Failures that were counted, and bans that have begun or that nobody here knew of. */
export function followSubjects({ failures, mirror, terms }: Followers, { subjects }: SettleAnswer): void {
  for (const report of subjects) {
    switch (report.kind) {
      case 'counted':
        if (isUnknown(report.subject)) failures.unknown.strike(report.subject, terms[report.subject.kind]);
        else failures.count(report.subject, terms[report.subject.kind]);
        break;
      case 'begun':
        failures.banTable.addBegun(report.ban, terms[report.ban.subject.kind].ban?.maxMs ?? 0);
        failures.forget(report.ban.subject);
        break;
      case 'banned':
        mirror.learn({ subject: report.ban.subject, ban: report.ban });
        break;
    }
  }
}

/** What became of subjects, and whether the pair is known. */
export function learnAnswer(
  followers: Followers,
  { entry: { address, attempt }, answer }: Pick<Followed, 'entry' | 'answer'>,
): void {
  const { failures, ipv6Prefix, clock } = followers;
  followSubjects(followers, answer);
  if (attempt === undefined || answer.knownAgoMs === undefined) return;
  const prefix = prefixOf(address, ipv6Prefix);
  if (!failures.isKnown(attempt.key, prefix)) failures.known.add(attempt.key, prefix, clock.wallMs() - answer.knownAgoMs);
}
