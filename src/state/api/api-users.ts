import type { UserStatus } from '../../domain/panel/panel-state.ts';
import { panelLists } from '../../hestia/lists/panel-lists.ts';
import { type RoundAnswer, type ApiRound, unclear } from './api-round.ts';
import { AskedOneByOne, type AskedOneByOneOptions, type JudgedAnswer, type KnownNow } from './asked-one-by-one.ts';

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

  /** @param own the owner of the key with which the panel is asked: that user exists. Undefined: the owner is not known, and no user is taken for missing */
  async read(round: ApiRound, own: string | undefined): Promise<void> {
    /** Whether the panel says that it has that one; undefined: it has not been asked in this reading. */
    let isOwnTold: boolean | undefined;
    const ask = async (name: string): Promise<RoundAnswer<Said>> => {
      const answer = await round.ask(panelLists.user(name), (told) =>
        told.kind === 'absent' && name === own ? ownIsMissing : undefined,
      );
      if (name === own) isOwnTold = answer.kind === 'facts' || answer.kind === 'broken';
      return answer;
    };
    const askAndCompare = async (name: string): Promise<RoundAnswer<Said>> => {
      const answer = await ask(name);
      if (answer.kind !== 'absent') return answer;
      if (isOwnTold === undefined && own !== undefined) await ask(own);
      return isOwnTold === true ? answer : unclear;
    };
    const isAnswered = await this.#users.read(askAndCompare);
    this.#isRead ||= isAnswered;
  }

  now(): KnownNow<UserStatus> {
    return this.#users.now();
  }

  againInMs(): number | undefined {
    return this.#users.againInMs();
  }

  warnings(): readonly string[] {
    return [...this.#users.now().broken].map(([name, fault]) => `user ${name}: the user's keys do not work: ${fault}`);
  }
}

const ownIsMissing = "the panel has no such user, but that user owns the gateway's own key, so the answer is not believed";

function judge(said: Said): JudgedAnswer<UserStatus> {
  if (said === 'neither') return { kind: 'broken', fault: 'the panel says neither active nor suspended' };
  return { kind: 'good', good: said };
}
