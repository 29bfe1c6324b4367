import type { BanCause } from '../../../domain/ledger/limits-status.ts';
import {
  type Ban,
  isUnknown,
  type NamedSubject,
  type Subject,
  type SubjectStatus,
  subjectKinds,
  type Terms,
  type CountedFailures,
} from '../../logins/failure-store.ts';
import { defineBanScripts } from '../scripts/ban-scripts.ts';
import type { RedisLink } from '../link/redis-link.ts';
import type { RedisNames } from './redis-names.ts';

export interface SharedFailuresOptions {
  readonly link: RedisLink;
  readonly names: RedisNames;
  readonly maxBans: () => number;
}

/** A ban that was begun, or that somebody ended before its time. */
export interface BanChange {
  readonly subject: NamedSubject;
  readonly ban: Ban | 'ended';
}

export interface BanChanges {
  /** Another one than before: Redis lost its data. */
  readonly mark: string;
  /** These are the changes up to this number. */
  readonly upTo: number;
  readonly isAll: boolean;
  readonly changes: readonly BanChange[];
}

/** As many changes as are asked for at once. */
const maxChanges = 500;

/** Failed logins and bans of one panel in Redis, beside what decisions count. All methods may throw RedisAwayError. */
export class SharedFailures {
  readonly #options: SharedFailuresOptions;

  constructor(options: SharedFailuresOptions) {
    this.#options = options;
    defineBanScripts(options.link.client);
  }

  async statusOf(subject: Subject, { attempts }: Pick<Terms, 'attempts'>): Promise<SubjectStatus> {
    const args = [...this.#namesOf(subject), attempts, isUnknown(subject) ? 1 : 0];
    const answer = await this.#options.link.ask((client) => client.hearthgateRefused(...args));
    const [leftMs, failures] = listOf(answer);
    return { refusedMs: Number(leftMs) < 0 ? undefined : Number(leftMs), failures: Number(failures), isAlone: false };
  }

  /**
   * Puts a ban in.
   *
   * @param replaces also one that runs longer
   */
  async ban(
    { subject, cause, level, leftMs, note = '' }: Ban,
    { rememberedMs, replaces }: { readonly rememberedMs: number; readonly replaces: boolean },
  ): Promise<void> {
    const { link, maxBans } = this.#options;
    const terms = [cause, level, Math.round(leftMs), rememberedMs, maxBans(), replaces ? 1 : 0, note];
    const args = [...this.#namesOf(subject), ...terms];
    await link.ask((client) => client.hearthgateBan(...args));
  }

  /**
   * Counts failures no longer, and ends a ban that they led to.
   *
   * @param failures.sinceMs how long ago the first of them was
   */
  async subtract(
    subject: NamedSubject,
    {
      failures: { count, sinceMs },
      terms: { attempts, perMs, ban },
    }: { readonly failures: CountedFailures; readonly terms: Terms },
  ): Promise<void> {
    const args = [...this.#namesOf(subject), count, Math.round(sinceMs), attempts, perMs, ban?.firstMs ?? 0, ban?.maxMs ?? 0];
    await this.#options.link.ask((client) => client.hearthgateSubtract(...args));
  }

  /** @returns true where a ban ran */
  async unban(subject: Subject): Promise<boolean> {
    const args = [...this.#namesOf(subject), isUnknown(subject) ? 1 : 0];
    return (await this.#options.link.ask((client) => client.hearthgateUnban(...args))) === 1;
  }

  /**
   * What has changed since a change.
   *
   * @param newMark for data that has none
   */
  async changes(since: { readonly mark: string; readonly upTo: number }, newMark: string): Promise<BanChanges> {
    const { link, names } = this.#options;
    const args = [names.bans, since.mark, since.upTo, newMark, maxChanges];
    const answer = listOf(await link.ask((client) => client.hearthgateBanChanges(...args)));
    const [mark, upTo, last, ...fields] = answer;
    names.useMark(String(mark));
    return { mark: String(mark), upTo: Number(upTo), isAll: upTo === last, changes: banChangesIn(fields) };
  }

  /** What every script is handed first: the keys, and the name of the subject. */
  #namesOf(subject: Subject): readonly string[] {
    const { names } = this.#options;
    const name = names.subject(subject);
    return [names.bans, names.failures(name), name];
  }
}

/** Bans as a script lists them: subject, cause, level, time left and note of each. */
export function banChangesIn(fields: readonly unknown[]): readonly BanChange[] {
  const changes: BanChange[] = [];
  for (let at = 0; at < fields.length; at += 5) {
    const subject = subjectOf(String(fields[at]));
    if (subject !== undefined) changes.push({ subject, ban: banOf(subject, fields.slice(at + 1, at + 5)) });
  }
  return changes;
}

function banOf(subject: NamedSubject, [text, level, leftMs, note]: readonly unknown[]): Ban | 'ended' {
  const cause = banCauseOf(text);
  if (cause === undefined) return 'ended';
  const noted = typeof note === 'string' && note !== '' ? { note } : {};
  return { subject, cause, leftMs: Number(leftMs), level: Number(level), ...noted };
}

/** A cause as it is written in Redis. */
export function banCauseOf(text: unknown): BanCause | undefined {
  return text === 'manual' ? 'manual' : subjectKinds.find((kind) => kind === text);
}

/** The other way round than `nameOf`. */
function subjectOf(name: string): NamedSubject | undefined {
  const space = name.indexOf(' ');
  const kind = subjectKinds.find((each) => each === name.slice(0, space));
  return kind === undefined ? undefined : { kind, text: name.slice(space + 1) };
}

function listOf(answer: unknown): readonly unknown[] {
  return Array.isArray(answer) ? answer : [];
}
