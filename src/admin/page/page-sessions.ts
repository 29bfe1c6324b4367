import { randomBytes } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { mayAct, type TokenRole } from '../../domain/policy/admin-token.ts';
import { type Digest, digestOf, digestsEqual } from '../../domain/secret.ts';
import type { AdminCaller } from '../route/admin-caller.ts';

const codeMs = 60_000;
const sessionMs = 12 * 3_600_000;
const maxCodes = 16;
const maxSessions = 64;
const secretBytes = 24;

/** What is known of a code or of the token of a session: its digest, whom it makes the caller, and until when. */
interface Granted {
  readonly digest: Digest;
  readonly caller: AdminCaller;
  readonly untilMs: number;
}

export interface PageSession extends AdminCaller {
  /** In base64url; kept here as a digest. */
  readonly token: string;
  readonly lastsSeconds: number;
}

/**
 * How an administrator gets into the page without showing a token: a code of 192 random bits, once and within a minute, is exchanged for a
 * session of 12 hours. Both are forgotten when the gateway ends, and when its tokens change. Where there are too many, the oldest goes.
 */
export class PageSessions {
  readonly #clock: Clock;
  #codes: Granted[] = [];
  #sessions: Granted[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A code with which somebody else becomes this caller, for the page.
   *
   * @param role at most that of the caller; undefined: the same
   * @returns undefined where the caller may not do that much
   */
  newCode(by: AdminCaller, role: TokenRole = by.role): { readonly code: string; readonly lastsSeconds: number } | undefined {
    if (!mayAct(by.role, role)) return undefined;
    const code = newSecret();
    // One that holds a page session gets no longer name.
    const name = by.name.endsWith(onPage) ? by.name : `${by.name}${onPage}`;
    this.#codes = this.#with(
      this.#codes,
      { digest: digestOf(code), caller: { name, role }, untilMs: this.#inMs(codeMs) },
      maxCodes,
    );
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
    return { ...caller, token, lastsSeconds: sessionMs / 1000 };
  }

  callerOf(token: string): AdminCaller | undefined {
    return this.#find(this.#sessions, token)?.caller;
  }

  endAll(): void {
    this.#codes = [];
    this.#sessions = [];
  }

  #with(granted: readonly Granted[], one: Granted, most: number): Granted[] {
    const nowMs = this.#clock.monotonicMs();
    return [...granted.filter(({ untilMs }) => nowMs < untilMs), one].slice(-most);
  }

  #find(granted: readonly Granted[], secret: string): Granted | undefined {
    const digest = digestOf(secret);
    const nowMs = this.#clock.monotonicMs();
    return granted.find((each) => digestsEqual(digest, each.digest) && nowMs < each.untilMs);
  }

  #inMs(ms: number): number {
    return this.#clock.monotonicMs() + ms;
  }
}

const onPage = '/page';

function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}
