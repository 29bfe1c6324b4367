import type { Profile } from '../domain/panel-state.ts';
import { panelLists } from '../hestia/panel-lists.ts';
import { printableText } from '../hestia/printable-text.ts';
import type { ApiRound } from './api-round.ts';

/** What may stand as an argument of the panel's command. */
const profileName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** The profiles, each asked for alone: in the list of all, one may have the values of the one before. */
export class ApiProfiles {
  #profiles: ReadonlyMap<string, Profile> | undefined;
  #warnings: readonly string[] = [];

  value(): ReadonlyMap<string, Profile> | undefined {
    return this.#profiles;
  }

  warnings(): readonly string[] {
    return this.#warnings;
  }

  async read(round: ApiRound): Promise<void> {
    const names = await round.ask(panelLists.profileNames);
    if (names.kind !== 'facts') return;
    const profiles = new Map<string, Profile>();
    const warnings: string[] = [];
    for (const name of names.facts) {
      const found = profileName.test(name) ? await this.#readProfile(name, round) : "its name is not a profile's";
      if (typeof found === 'string') warnings.push(`profile ${printableText(name)} allows nothing: ${found}`);
      else if (found !== undefined) profiles.set(name, found);
    }
    this.#profiles = profiles;
    this.#warnings = warnings;
  }

  /** A text is a fault, in words. Undefined: it is gone, or was never known. */
  async #readProfile(name: string, round: ApiRound): Promise<Profile | string | undefined> {
    const answer = await round.ask(panelLists.profile(name));
    if (answer.kind === 'absent') return undefined;
    if (answer.kind === 'unknown') return this.#profiles?.get(name);
    return answer.facts.kind === 'profile' ? answer.facts.profile : answer.facts.faults.join('; ');
  }
}
