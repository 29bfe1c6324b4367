import type { BanCause } from '../../domain/limits-status.ts';
import { nameOf } from '../ban-table.ts';
import { type Ban, isUnknown, type NamedSubject, type Subject, subjectKinds, type Terms } from '../failure-store.ts';
import { hashKeyIn, hashName, type NameHash, randomHashKey } from '../name-hash.ts';
import type { Tries } from '../unknown-tries.ts';
import { defineFailureScripts } from './failure-scripts.ts';
import type { Patience } from './patience.ts';
import type { RedisLink } from './redis-link.ts';

export interface SharedFailuresOptions {
  readonly link: RedisLink;
  readonly prefix: string;
  readonly maxBans: number;
}

/** Where a subject stands. */
export type Verdict =
  | { readonly kind: 'banned'; readonly ban: Ban }
  | { readonly kind: 'used up'; readonly leftMs: number }
  | { readonly kind: 'counted'; readonly used: number }
  | { readonly kind: 'ban begun'; readonly ban: Ban };

/** A ban that was begun, or that somebody ended before its time. */
export interface BanChange {
  readonly subject: Subject;
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
/** Names for ids that the panel does not have, of each kind, however many ids are invented. */
const unknownNames = 1 << 18;

/**
 * Failed logins and bans of one panel in Redis. All names of keys have one hash tag: a failure, the ban that follows and the word of it to the
 * other gateways are one step, also in a cluster. All methods may throw RedisAwayError.
 */
export class SharedFailures {
  readonly #options: SharedFailuresOptions;
  readonly #tag: string;
  readonly #keys: BanKeys;
  /** Of ids that the panel does not have: their bans are no gateway's but this place's. */
  readonly #unknownKeys: BanKeys;
  /** The same for all gateways with the same data, once the first changes are known. */
  #placeKey = randomHashKey();

  constructor(options: SharedFailuresOptions) {
    this.#options = options;
    this.#tag = `{${options.prefix}}`;
    this.#keys = banKeysOf(this.#tag);
    this.#unknownKeys = banKeysOf(`${this.#tag}:unknown`);
    defineFailureScripts(options.link.client);
  }

  async strike(patience: Patience, subject: Subject, { attempts, perMs, ban }: Terms): Promise<Verdict> {
    const { link, maxBans } = this.#options;
    const terms = [attempts, perMs, ban?.firstMs ?? 0, ban?.maxMs ?? 0, isUnknown(subject) ? unknownNames : maxBans];
    const args = [...this.#namesOf(subject), isUnknown(subject) ? 'unknown' : subject.kind, ...terms];
    return verdictOf(subject, await link.ask(patience, (client) => client.hearthgateStrike(...args)));
  }

  async refusal(patience: Patience, subject: Subject, { attempts }: Pick<Terms, 'attempts'>): Promise<Verdict> {
    const args = [...this.#namesOf(subject), attempts];
    return verdictOf(subject, await this.#options.link.ask(patience, (client) => client.hearthgateRefused(...args)));
  }

  /** Nobody waits for it. */
  forget(subject: Subject): void {
    this.#options.link.tell((client) => client.del(this.#countOf(this.#nameOf(subject))));
  }

  /**
   * Puts a ban in.
   *
   * @param replaces also one that runs longer
   */
  async ban(
    patience: Patience,
    { subject, cause, level, leftMs }: Ban,
    { rememberedMs, replaces }: { readonly rememberedMs: number; readonly replaces: boolean },
  ): Promise<void> {
    const { link, maxBans } = this.#options;
    const terms = [cause, level, Math.round(leftMs), rememberedMs, maxBans, replaces ? 1 : 0];
    const args = [...this.#namesOf(subject), ...terms];
    await link.ask(patience, (client) => client.hearthgateBan(...args));
  }

  /**
   * Counts failures no longer, and ends a ban that they led to.
   *
   * @param tries.sinceMs how long ago the first of them was
   */
  async takeOff(
    patience: Patience,
    subject: NamedSubject,
    { tries: { count, sinceMs }, terms: { attempts, perMs, ban } }: { readonly tries: Tries; readonly terms: Terms },
  ): Promise<void> {
    const args = [...this.#namesOf(subject), count, Math.round(sinceMs), attempts, perMs, ban?.firstMs ?? 0, ban?.maxMs ?? 0];
    await this.#options.link.ask(patience, (client) => client.hearthgateTakeOff(...args));
  }

  /** @returns true where a ban ran */
  async unban(patience: Patience, subject: Subject): Promise<boolean> {
    const args = this.#namesOf(subject);
    return (await this.#options.link.ask(patience, (client) => client.hearthgateUnban(...args))) === 1;
  }

  /**
   * What has changed since a change.
   *
   * @param newMark for data that has none
   */
  async changes(
    patience: Patience,
    since: { readonly mark: string; readonly upTo: number },
    newMark: string,
  ): Promise<BanChanges> {
    const args = [...this.#keys, `${this.#tag}:mark`, since.mark, since.upTo, newMark, maxChanges];
    const answer = listOf(await this.#options.link.ask(patience, (client) => client.hearthgateBanChanges(...args)));
    const [mark, upTo, last, ...fields] = answer;
    const changes: BanChange[] = [];
    for (let at = 0; at < fields.length; at += 4) {
      const subject = subjectOf(String(fields[at]));
      if (subject !== undefined) changes.push({ subject, ban: banOf(subject, fields.slice(at + 1)) });
    }
    this.#placeKey = hashKeyIn(Buffer.from(String(mark).replaceAll('-', '').slice(0, 16).padEnd(16, '0'), 'hex'));
    return { mark: String(mark), upTo: Number(upTo), isAll: upTo === last, changes };
  }

  /** What every script is handed first: the keys, and the name of the subject. */
  #namesOf(subject: Subject): readonly string[] {
    const name = this.#nameOf(subject);
    return [...(isUnknown(subject) ? this.#unknownKeys : this.#keys), this.#countOf(name), name];
  }

  /** Ids that the panel does not have share a fixed number of names. */
  #nameOf(subject: Subject): string {
    if (!isUnknown(subject)) return nameOf(subject);
    const hash: NameHash = { high: 0, low: 0 };
    hashName(nameOf(subject), this.#placeKey, hash);
    return `${subject.kind} ${hash.low & (unknownNames - 1)}`;
  }

  #countOf(name: string): string {
    return `${this.#tag}:failures:${name}`;
  }
}

/** Bans by subject, their ends, the order of their changes, the number of the last change. */
type BanKeys = readonly [string, string, string, string];

function banKeysOf(tag: string): BanKeys {
  return [`${tag}:bans`, `${tag}:ends`, `${tag}:changes`, `${tag}:change`];
}

function verdictOf(subject: Subject, answer: unknown): Verdict {
  const [kind, first, level, cause] = listOf(answer);
  switch (kind) {
    case 'counted':
      return { kind, used: Number(first) };
    case 'used up':
      return { kind, leftMs: Math.max(0, Number(first)) };
    case 'banned':
      if (isUnknown(subject)) return { kind: 'used up', leftMs: Number(first) };
      return { kind, ban: { subject, cause: causeOf(cause) ?? subject.kind, leftMs: Number(first), level: Number(level) } };
    case 'ban begun':
      if (isUnknown(subject)) return { kind: 'counted', used: 0 };
      return { kind, ban: { subject, cause: subject.kind, leftMs: Number(first), level: Number(level) } };
    default:
      throw new TypeError(`a script of the store answered ${JSON.stringify(answer)}`);
  }
}

function banOf(subject: NamedSubject, [text, level, leftMs]: readonly unknown[]): Ban | 'ended' {
  const cause = causeOf(text);
  return cause === undefined ? 'ended' : { subject, cause, leftMs: Number(leftMs), level: Number(level) };
}

function causeOf(text: unknown): BanCause | undefined {
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
