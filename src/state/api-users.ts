import type { UserStatus } from '../domain/panel-state.ts';
import { panelLists } from '../hestia/panel-lists.ts';
import type { ApiRound } from './api-round.ts';
import { AskedOneByOne, type AskedOneByOneOptions, type Judged, type KnownNow } from './asked-one-by-one.ts';

type Said = UserStatus | 'neither';

/** Users that own keys, and the root user, each asked for alone: the list of all lacks some, and mixes up the others. */
export class ApiUsers {
  readonly #users: AskedOneByOne<Said, UserStatus>;
  #isRead = false;

  constructor(options: Omit<AskedOneByOneOptions<Said, UserStatus>, 'judge'>) {
    this.#users = new AskedOneByOne({ ...options, judge });
  }

  /** Each of them was asked for at least once. */
  get isRead(): boolean {
    return this.#isRead;
  }

  setDue(): void {
    this.#users.setDue();
  }

  /** These are asked for, and all others are forgotten. */
  follow(names: ReadonlySet<string>): void {
    this.#users.follow(names);
  }

  async read(round: ApiRound): Promise<void> {
    const isAnswered = await this.#users.read((name) => round.ask(panelLists.user(name)));
    this.#isRead ||= isAnswered;
  }

  now(): KnownNow<UserStatus> {
    return this.#users.now();
  }

  againInMs(): number | undefined {
    return this.#users.againInMs();
  }

  warnings(): readonly string[] {
    return [...this.#users.now().broken].map(([name, fault]) => `user ${name}: his keys do not work: ${fault}`);
  }
}

function judge(said: Said): Judged<UserStatus> {
  if (said === 'neither') return { kind: 'broken', fault: 'the panel says neither active nor suspended' };
  return { kind: 'good', good: said };
}
