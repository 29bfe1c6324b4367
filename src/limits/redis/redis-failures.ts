import type { Clock } from '../../domain/clock.ts';
import type { MaybePromise } from '../../domain/maybe-promise.ts';
import type { RedisSettings } from '../../domain/settings.ts';
import { type Ban, type FailureStore, isUnknown, type NamedSubject, type Subject, type Terms } from '../failure-store.ts';
import type { MemoryFailures } from '../memory-failures.ts';
import type { Tries } from '../unknown-tries.ts';
import type { BanMirror } from './ban-mirror.ts';
import type { Patience } from './patience.ts';
import { RedisAwayError } from './redis-away-error.ts';
import type { RedisLink } from './redis-link.ts';
import type { SharedFailures, Verdict } from './shared-failures.ts';
import type { SharedKnown } from './shared-known.ts';
import { whileAway } from './while-away.ts';

export interface RedisFailuresParts {
  readonly link: RedisLink;
  readonly shared: SharedFailures;
  readonly known: SharedKnown;
  readonly mirror: BanMirror;
  readonly local: MemoryFailures;
  readonly onFailure: RedisSettings['onFailure'];
  readonly clock: Clock;
}

/**
 * Failed logins that several gateways share, as one decision uses them. Each is counted in this process, too, so that this gateway goes on from
 * there while Redis is away. Bans are known here, and need no question.
 */
export class RedisFailures implements FailureStore {
  readonly #parts: RedisFailuresParts;
  readonly #patience: Patience;

  constructor(parts: RedisFailuresParts, patience: Patience) {
    this.#parts = parts;
    this.#patience = patience;
  }

  strike(subject: Subject, terms: Terms): MaybePromise<number | undefined> {
    const { shared } = this.#parts;
    const refusedMs = this.refusedHereMs(subject, terms);
    if (refusedMs !== undefined) return refusedMs;
    return this.#ask(
      async () => this.#follow(await shared.strike(this.#patience, subject, terms), subject, terms),
      () => this.#strikeHere(subject, terms),
    );
  }

  refusedMs(subject: Subject, terms: Terms): MaybePromise<number | undefined> {
    const { shared, local } = this.#parts;
    const refusedMs = this.refusedHereMs(subject, terms);
    if (refusedMs !== undefined) return refusedMs;
    return this.#ask(
      async () => this.#refusalIn(await shared.refusal(this.#patience, subject, terms)),
      () => local.refusedMs(subject, terms),
    );
  }

  bannedMs(subject: NamedSubject): number | undefined {
    return this.#parts.local.bannedMs(subject);
  }

  forget(subject: Subject): void {
    this.#parts.shared.forget(subject);
    this.#parts.local.forget(subject);
  }

  know(key: string, prefix: string): void {
    this.#parts.known.know(key, prefix);
  }

  isKnownHere(key: string, prefix: string): boolean {
    return this.#parts.local.isKnownHere(key, prefix);
  }

  isKnown(key: string, prefix: string): MaybePromise<boolean> {
    if (this.isKnownHere(key, prefix)) return true;
    return this.#ask(
      () => this.#parts.known.isKnown(this.#patience, key, prefix),
      () => false,
    );
  }

  /** For people who look: while Redis is away, what this gateway knows. */
  failures(subject: Subject): MaybePromise<number> {
    const { link, shared, local } = this.#parts;
    if (!link.isReached) return local.failures(subject);
    return shared.refusal(this.#patience, subject, { attempts: Number.MAX_SAFE_INTEGER }).then(
      (verdict) => (verdict.kind === 'counted' ? verdict.used : 0),
      () => local.failures(subject),
    );
  }

  /** At once here, and in Redis as soon as that can be. */
  async ban(subject: NamedSubject, lastsMs: number): Promise<boolean> {
    const { local, mirror } = this.#parts;
    const isBanned = local.ban(subject, lastsMs);
    if (!isBanned) return false;
    mirror.changedHere(subject, 'begun');
    await mirror.pass();
    return true;
  }

  async unban(subject: Subject): Promise<boolean> {
    const { shared, local, mirror } = this.#parts;
    const ranHere = local.unban(subject);
    try {
      return await shared.unban(this.#patience, subject);
    } catch {
      // Redis is away, and is told when it is back.
      if (!isUnknown(subject)) mirror.changedHere(subject, 'ended');
      return ranHere;
    }
  }

  takeOff(subject: NamedSubject, tries: Tries, terms: Terms): void {
    const { link, shared, local, mirror, clock } = this.#parts;
    const hasEnded = local.takeOff(subject, tries, terms);
    const ago = { count: tries.count, sinceMs: clock.monotonicMs() - tries.sinceMs };
    const asked = link.isReached
      ? shared.takeOff(this.#patience, subject, { tries: ago, terms })
      : Promise.reject(new RedisAwayError());
    asked.catch(() => {
      // Redis is away, and is told of the ban when it is back.
      if (hasEnded) mirror.changedHere(subject, 'ended');
    });
  }

  bans(): readonly Ban[] {
    return this.#parts.local.bans();
  }

  /** Bans, and budgets that this gateway alone has seen used up. A pair may have been forgotten through another gateway. */
  refusedHereMs(subject: Subject, terms: Terms): number | undefined {
    const { local } = this.#parts;
    return subject.kind === 'pair' ? local.bannedMs(subject) : local.refusedMs(subject, terms);
  }

  /** Counts here what was counted in Redis. */
  #follow(verdict: Verdict, subject: Subject, terms: Terms): number | undefined {
    const { local } = this.#parts;
    if (verdict.kind === 'counted' && isUnknown(subject)) local.unknown.strike(subject, terms);
    else if (verdict.kind === 'counted' && !isUnknown(subject)) local.count(subject, terms);
    if (verdict.kind !== 'ban begun') return this.#refusalIn(verdict);
    local.banTable.addBegun(verdict.ban, terms.ban?.maxMs ?? 0);
    local.forget(subject);
    return undefined;
  }

  #refusalIn(verdict: Verdict): number | undefined {
    if (verdict.kind === 'used up') return verdict.leftMs;
    if (verdict.kind !== 'banned') return undefined;
    this.#parts.mirror.learn({ subject: verdict.ban.subject, ban: verdict.ban });
    return verdict.ban.leftMs;
  }

  #strikeHere(subject: Subject, terms: Terms): number | undefined {
    const { local, mirror } = this.#parts;
    const refusedMs = local.strike(subject, terms);
    if (isUnknown(subject)) return refusedMs;
    if (refusedMs === undefined && local.bannedMs(subject) !== undefined) mirror.changedHere(subject, 'begun');
    return refusedMs;
  }

  #ask<Value>(question: () => Promise<Value>, alone: () => Value): MaybePromise<Value> {
    const { link, onFailure } = this.#parts;
    if (!link.isReached) return whileAway(new RedisAwayError(), onFailure, alone);
    return question().catch((error: unknown) => whileAway(error, onFailure, alone));
  }
}
