import type { Profile } from '../../domain/panel/panel-state.ts';
import { panelLists } from '../../hestia/lists/panel-lists.ts';
import { printableText } from '../../hestia/text/printable-text.ts';
import type { ProfileReading } from '../../hestia/files/profile-file.ts';
import { type RoundAnswer, type ApiRound, unclear } from './api-round.ts';
import { AskedOneByOne, type AskedOneByOneOptions, type JudgedAnswer, type KnownNow } from './asked-one-by-one.ts';

/** What may stand as an argument of the panel's command. */
const profileName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

const nameAdvice = 'give it a name of at most 64 letters, digits and _ . - that begins with a letter or a digit';

/** The profiles, each asked for alone: in the list of all, one may have the values of the one before. */
export class ApiProfiles {
  readonly #profiles: AskedOneByOne<ProfileReading, Profile>;
  #oddNames: readonly string[] = [];
  #areNamesDue = true;
  #isRead = false;

  constructor(options: Omit<AskedOneByOneOptions<ProfileReading, Profile>, 'judge'>) {
    this.#profiles = new AskedOneByOne({ ...options, judge });
  }

  /** Each of them was asked for at least once. */
  get isRead(): boolean {
    return this.#isRead;
  }

  setDue(): void {
    this.#areNamesDue = true;
    this.#profiles.setDue();
  }

  /** @param own profiles of the key with which the panel is asked: it has one of them at least. Empty: that is not known */
  async read(round: ApiRound, own: readonly string[]): Promise<void> {
    if (this.#areNamesDue) await this.#readNames(round, own);
    const areNamesRead = !this.#areNamesDue;
    const isAnswered = await this.#profiles.read((name) => this.#ask(round, name));
    this.#isRead ||= isAnswered && areNamesRead;
  }

  now(): KnownNow<Profile> {
    return this.#profiles.now();
  }

  /** The panel may have a profile of this name, which it has not told yet. */
  mayHave(name: string): boolean {
    return this.#areNamesDue && !this.#profiles.has(name);
  }

  againInMs(): number | undefined {
    return this.#profiles.againInMs();
  }

  /** What is known to allow nothing. */
  warnings(): readonly string[] {
    return [...this.#profiles.now().broken].map(([name, fault]) => `profile ${printableText(name)} allows nothing: ${fault}`);
  }

  /** Those that cannot be asked for, by name: why, in words. */
  odd(): ReadonlyMap<string, string> {
    return new Map(this.#oddNames.map((name) => [name, `profile ${printableText(name)} cannot be asked for: ${nameAdvice}`]));
  }

  async #ask(round: ApiRound, name: string): Promise<RoundAnswer<ProfileReading>> {
    const answer = await round.ask(panelLists.profile(name));
    if (answer.kind !== 'absent') return answer;
    // The panel listed it: the next list of names tells whether it is gone.
    this.#areNamesDue = true;
    return unclear;
  }

  async #readNames(round: ApiRound, own: readonly string[]): Promise<void> {
    const names = await round.ask(panelLists.profileNames, (told) => {
      const lacksOwn = told.kind === 'facts' && own.length > 0 && !own.some((name) => told.facts.includes(name));
      return lacksOwn ? lacksOwnProfile : undefined;
    });
    if (names.kind !== 'facts') return;
    this.#areNamesDue = false;
    this.#profiles.follow(new Set(names.facts.filter((name) => profileName.test(name))));
    this.#oddNames = names.facts.filter((name) => !profileName.test(name));
  }
}

const lacksOwnProfile = "the answer lacks the profile of the gateway's own key, which allows to ask, so it is not believed";

function judge(reading: ProfileReading): JudgedAnswer<Profile> {
  if (reading.kind === 'profile') return { kind: 'good', good: reading.profile };
  return { kind: 'broken', fault: reading.faults.join('; ') };
}
