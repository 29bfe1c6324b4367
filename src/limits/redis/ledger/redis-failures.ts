import type { Clock } from '../../../domain/clock.ts';
import {
  type Ban,
  type FailureStore,
  isUnknown,
  type NamedSubject,
  type Subject,
  type SubjectStatus,
  type Terms,
  type CountedFailures,
} from '../../logins/failure-store.ts';
import type { MemoryFailures } from '../../logins/memory-failures.ts';
import type { BanMirror } from './ban-mirror.ts';
import { RedisAwayError } from '../link/redis-away-error.ts';
import type { RedisLink } from '../link/redis-link.ts';
import type { SharedFailures } from './shared-failures.ts';

export interface RedisFailuresParts {
  readonly link: RedisLink;
  readonly shared: SharedFailures;
  readonly mirror: BanMirror;
  readonly local: MemoryFailures;
  readonly clock: Clock;
}

/** Failed logins and bans that several gateways share, beside what decisions count. */
export class RedisFailures implements FailureStore {
  readonly #parts: RedisFailuresParts;

  constructor(parts: RedisFailuresParts) {
    this.#parts = parts;
  }

  look(subject: Subject, terms: Pick<Terms, 'attempts'>): Promise<SubjectStatus> {
    const { shared, local } = this.#parts;
    return shared.statusOf(subject, terms).catch((error: unknown) => {
      if (!(error instanceof RedisAwayError)) throw error;
      return { ...local.look(subject, terms), isAlone: true };
    });
  }

  /** At once here, and in Redis as soon as that can be. */
  async ban(subject: NamedSubject, lastsMs: number, note?: string): Promise<boolean> {
    const { local, mirror } = this.#parts;
    const isBanned = local.ban(subject, lastsMs, note);
    if (!isBanned) return false;
    mirror.changedHere(subject, 'begun');
    await mirror.pass();
    return true;
  }

  async unban(subject: Subject): Promise<boolean> {
    const { shared, local, mirror } = this.#parts;
    const ranHere = local.unban(subject);
    try {
      return await shared.unban(subject);
    } catch {
      // Redis is away, and is told when it is back.
      if (!isUnknown(subject)) mirror.changedHere(subject, 'ended');
      return ranHere;
    }
  }

  subtract(subject: NamedSubject, counted: CountedFailures, terms: Terms): void {
    const { link, shared, local, mirror, clock } = this.#parts;
    const hasEnded = local.subtract(subject, counted, terms);
    const ago = { count: counted.count, sinceMs: clock.monotonicMs() - counted.sinceMs };
    const asked = link.isReached ? shared.subtract(subject, { failures: ago, terms }) : Promise.reject(new RedisAwayError());
    asked.catch(() => {
      // Redis is away, and is told of the ban when it is back.
      if (hasEnded) mirror.changedHere(subject, 'ended');
    });
  }

  bans(): readonly Ban[] {
    return this.#parts.local.bans();
  }
}
