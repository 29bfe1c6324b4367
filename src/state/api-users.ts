import type { Clock } from '../domain/clock.ts';
import type { UserStatus } from '../domain/panel-state.ts';
import { panelLists } from '../hestia/panel-lists.ts';
import type { ApiRound } from './api-round.ts';
import { LastGood } from './last-good.ts';

/** Users that own keys, and the root user, each asked for alone: the list of all lacks some, and mixes up the others. */
export class ApiUsers {
  readonly #clock: Clock;
  readonly #lastGood: LastGood<UserStatus>;
  #users: ReadonlyMap<string, UserStatus> | undefined;
  #warnings: readonly string[] = [];
  #againInMs: number | undefined;

  constructor(clock: Clock, graceMs: number) {
    this.#clock = clock;
    this.#lastGood = new LastGood(graceMs);
  }

  value(): ReadonlyMap<string, UserStatus> | undefined {
    return this.#users;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  /** When a grace ends, so that another reading is due; undefined: none does. */
  againInMs(): number | undefined {
    return this.#againInMs;
  }

  async read(round: ApiRound, names: ReadonlySet<string>): Promise<void> {
    const users = new Map<string, UserStatus>();
    const warnings: string[] = [];
    this.#againInMs = undefined;
    for (const name of names) {
      const answer = await round.ask(panelLists.user(name));
      const status = answer.kind === 'facts' ? this.#judge(name, answer.facts) : undefined;
      if (status !== undefined) users.set(name, status);
      else if (answer.kind === 'absent') this.#lastGood.forget(name);
      else if (answer.kind === 'facts')
        warnings.push(`user ${name}: his keys do not work: the panel says neither active nor suspended`);
      else keep(name, this.#users, users);
    }
    // Owners of keys are few enough to be gone through at once.
    Array.from(this.#lastGood.forgetOthers(names));
    this.#users = users;
    this.#warnings = warnings;
  }

  #judge(name: string, said: UserStatus | 'neither'): UserStatus | undefined {
    if (said !== 'neither') {
      this.#lastGood.keep(name, said);
      return said;
    }
    const kept = this.#lastGood.afterBreak(name, this.#clock.monotonicMs());
    if (kept !== undefined) this.#againInMs = Math.min(kept.leftMs, this.#againInMs ?? kept.leftMs);
    return kept?.good;
  }
}

function keep(name: string, from: ReadonlyMap<string, UserStatus> | undefined, to: Map<string, UserStatus>): void {
  const status = from?.get(name);
  if (status !== undefined) to.set(name, status);
}
