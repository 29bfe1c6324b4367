import type { Profile } from '../domain/panel-state.ts';
import { panelLists } from '../hestia/panel-lists.ts';
import { printableText } from '../hestia/printable-text.ts';
import type { ProfileReading } from '../hestia/profile-file.ts';
import type { ApiRound } from './api-round.ts';
import { AskedOneByOne, type AskedOneByOneOptions, type Judged, type KnownNow } from './asked-one-by-one.ts';

/** What may stand as an argument of the panel's command. */
const profileName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

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

  async read(round: ApiRound): Promise<void> {
    if (this.#areNamesDue) await this.#readNames(round);
    const isAnswered = await this.#profiles.read((name) => round.ask(panelLists.profile(name)));
    this.#isRead ||= isAnswered && !this.#areNamesDue;
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

  warnings(): readonly string[] {
    const odd = this.#oddNames.map((name): [string, string] => [name, "its name is not a profile's"]);
    return [...odd, ...this.#profiles.now().broken].map(
      ([name, fault]) => `profile ${printableText(name)} allows nothing: ${fault}`,
    );
  }

  async #readNames(round: ApiRound): Promise<void> {
    const names = await round.ask(panelLists.profileNames);
    if (names.kind !== 'facts') return;
    this.#areNamesDue = false;
    this.#profiles.follow(new Set(names.facts.filter((name) => profileName.test(name))));
    this.#oddNames = names.facts.filter((name) => !profileName.test(name));
  }
}

function judge(reading: ProfileReading): Judged<Profile> {
  if (reading.kind === 'profile') return { kind: 'good', good: reading.profile };
  return { kind: 'broken', fault: reading.faults.join('; ') };
}
