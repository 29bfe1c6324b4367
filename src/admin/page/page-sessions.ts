import { randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { mayAct, type TokenRole } from '../../domain/policy/admin-token.ts';
import { type Digest, digestOf, digestsEqual } from '../../domain/secret.ts';
import { type AdminCaller, holderOf } from '../route/admin-caller.ts';

const codeMs = 60_000;
const sessionMs = 12 * 3_600_000;
/** Of one token each. */
const maxCodes = 8;
const maxSessions = 16;
const secretBytes = 24;

/** What is known of a code or of the token of a session: its digest, whom it makes the caller, and until when. */
interface Granted {
  readonly digest: Digest;
  readonly caller: AdminCaller;
  readonly untilMs: number;
}

export interface PageSession {
  readonly name: string;
  readonly role: TokenRole;
  /** In base64url; kept here as a digest. */
  readonly token: string;
  readonly lastsSeconds: number;
}

/**
 * How an administrator gets into the page without showing a token: a code of 192 random bits, once and within a minute, is exchanged for a
 * session of 12 hours. Both are forgotten when the gateway ends, and when its tokens change. Where one token has too many, its own oldest goes.
 */
export class PageSessions {
  readonly #clock: Clock;
  #codes: Granted[] = [];
  #sessions: Granted[] = [];
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A code with which somebody else becomes this caller, for the page.
   *
   * @param role at most that of the caller; undefined: the same
   * @returns undefined where the caller may not do that much, or has a session itself, which would then have no end
   */
  newCode(by: AdminCaller, role: TokenRole = by.role): { readonly code: string; readonly lastsSeconds: number } | undefined {
    if (by.session !== undefined || !mayAct(by.role, role)) return undefined;
    const code = newSecret();
    const session = { id: this.#newId(), by: by.name };
    const caller = { name: `${by.name}/page`, role, session };
    this.#codes = this.#with(this.#codes, { digest: digestOf(code), caller, untilMs: this.#inMs(codeMs) }, maxCodes);
    return { code, lastsSeconds: codeMs / 1000 };
  }

  /** Undefined: there is no such code, or it was used, or its minute is over. */
  exchange(code: string): PageSession | undefined {
    const granted = this.#find(this.#codes, code);
    if (granted === undefined) return undefined;
    this.#codes = this.#codes.filter((each) => each !== granted);
    const token = newSecret();
    const { caller } = granted;
    this.#sessions = this.#with(this.#sessions, { digest: digestOf(token), caller, untilMs: this.#inMs(sessionMs) }, maxSessions);
    return { name: caller.name, role: caller.role, token, lastsSeconds: sessionMs / 1000 };
  }

  callerOf(token: string): AdminCaller | undefined {
    return this.#find(this.#sessions, token)?.caller;
  }

  /** Its token is good no longer. */
  end(id: number): void {
    this.#sessions = this.#sessions.filter(({ caller }) => caller.session?.id !== id);
  }

  endAll(): void {
    this.#codes = [];
    this.#sessions = [];
  }

  /** @param most of the same token */
  #with(granted: readonly Granted[], one: Granted, most: number): Granted[] {
    const nowMs = this.#clock.monotonicMs();
    const good = granted.filter(({ untilMs }) => nowMs < untilMs);
    const own = good.filter(({ caller }) => holderOf(caller) === holderOf(one.caller));
    const dropped = new Set(own.slice(0, Math.max(0, own.length + 1 - most)));
    return [...good.filter((each) => !dropped.has(each)), one];
  }

  #find(granted: readonly Granted[], secret: string): Granted | undefined {
    const digest = digestOf(secret);
    const nowMs = this.#clock.monotonicMs();
    return granted.find((each) => digestsEqual(digest, each.digest) && nowMs < each.untilMs);
  }

  #newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #inMs(ms: number): number {
    return this.#clock.monotonicMs() + ms;
  }
}

function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}
