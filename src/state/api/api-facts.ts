import { makeTmpFile } from '../../domain/call/call.ts';
import type { Clock } from '../../domain/clock.ts';
import { makePanelState } from '../../domain/panel/make-panel-state.ts';
import {
  type AccessKey,
  type Command,
  nothingUnknown,
  type PanelState,
  type StateFault,
  type StatePart,
} from '../../domain/panel/panel-state.ts';
import { commandOf } from '../../hestia/files/command-options.ts';
import { panelLists } from '../../hestia/lists/panel-lists.ts';
import { printableText } from '../../hestia/text/printable-text.ts';
import type { SysConfig } from '../../hestia/lists/sys-config-list.ts';
import { ApiAccessKeys, type ReadKeysOptions } from './api-access-keys.ts';
import { ApiProfiles } from './api-profiles.ts';
import type { ApiRound } from './api-round.ts';
import type { ApiTimings } from './api-timings.ts';
import { ApiUsers } from './api-users.ts';
import type { KnownNow } from './asked-one-by-one.ts';

export interface ApiFactsOptions {
  readonly clock: Clock;
  readonly timings: ApiTimings;
  readonly rootKeys: ReadonlySet<string>;
  /** The key with which the panel is asked. */
  readonly ownId: string;
  /** Of the panel's version `tableVersion`. */
  readonly commands: ReadonlyMap<string, Command>;
  /** Commands that administrators added, with the position of the user argument. */
  readonly extraCommands: ReadonlyMap<string, number>;
}

const tableVersion = '1.10';

/** The API tells no API keys. */
const noApiKeys: ReadonlySet<string> = new Set();

/** All that the panel's API is asked for, and the state that it makes together. */
export class ApiFacts {
  readonly #clock: Clock;
  readonly #timings: ApiTimings;
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #accessKeys: ApiAccessKeys;
  readonly #profiles: ApiProfiles;
  readonly #users: ApiUsers;
  #config: SysConfig | undefined;
  /** When both lists were last answered, and that began. */
  #listsReadAtMs: number | undefined;
  #detailsDueAtMs = Number.NEGATIVE_INFINITY;
  /** The panel refused what was allowed on the state of then, and has not been asked for everything that this may be due to. */
  #doubtedAtMs: number | undefined;

  constructor({ clock, timings, rootKeys, ownId, commands, extraCommands }: ApiFactsOptions) {
    const { agreeMs, graceMs, detailsMaxMs } = timings;
    this.#clock = clock;
    this.#timings = timings;
    this.#accessKeys = new ApiAccessKeys({ clock, agreeMs, graceMs, rootKeys, ownId });
    this.#profiles = new ApiProfiles({ clock, graceMs, maxMs: detailsMaxMs });
    this.#users = new ApiUsers({ clock, graceMs, maxMs: detailsMaxMs });
    const extra = [...extraCommands].map(([name, userArg]) => [name, commandOf(name, userArg)] as const);
    this.#commands = new Map([[makeTmpFile, commandOf(makeTmpFile, 0)], ...commands, ...extra]);
  }

  /** Asks for the two lists, from which the state has its age. Profiles and users are due where something changed in them that counts. */
  async readLists(round: ApiRound): Promise<void> {
    const beganAtMs = this.#clock.monotonicMs();
    const rootBefore = this.#rootUser();
    const config = await round.ask(panelLists.sysConfig);
    if (config.kind === 'facts') this.#config = config.facts;
    const areOtherKeys = await this.#accessKeys.readList(round);
    if (config.kind === 'facts' && areOtherKeys !== undefined) this.#listsReadAtMs = beganAtMs;
    const rootUser = this.#rootUser();
    if (rootUser !== rootBefore || areOtherKeys === true) this.setDetailsDue();
    this.#users.follow(new Set([...(rootUser === undefined ? [] : [rootUser]), ...this.#accessKeys.owners()]));
  }

  /** Profiles and users are asked for anew. */
  setDetailsDue(): void {
    this.#detailsDueAtMs = Number.NEGATIVE_INFINITY;
  }

  /**
   * The panel refused what was allowed on this state: profiles, users and the secret of this key are asked for anew, and the state looks no
   * younger until they have been.
   */
  doubt(accessKey: string | undefined): void {
    this.#doubtedAtMs = this.#clock.monotonicMs();
    this.setDetailsDue();
    if (accessKey !== undefined) this.#accessKeys.doubt(accessKey);
  }

  /** Asks for those profiles and users that are due. */
  async readDetails(round: ApiRound): Promise<void> {
    if (this.#listsReadAtMs === undefined) return;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#detailsDueAtMs) {
      this.#detailsDueAtMs = nowMs + this.#timings.detailsEveryMs;
      for (const part of [this.#profiles, this.#users, this.#accessKeys]) part.setDue();
    }
    await this.#profiles.read(round, this.#accessKeys.ownProfiles());
    await this.#users.read(round, this.#accessKeys.ownOwner() ?? this.#rootUser());
  }

  /** Asks for keys that do not count yet, and such as are in doubt. */
  async readKeys(round: ApiRound, options: Omit<ReadKeysOptions, 'rootUser'>): Promise<void> {
    await this.#accessKeys.readKeys(round, { ...options, rootUser: this.#rootUser() });
    const isNewer = this.#doubtedAtMs !== undefined && this.#doubtedAtMs < (this.#listsReadAtMs ?? 0);
    if (isNewer && !round.isOver && !this.#accessKeys.hasDoubts()) this.#doubtedAtMs = undefined;
  }

  /** Until the second reading of a key is due; undefined: none is. */
  keysDueInMs(): number | undefined {
    return this.#accessKeys.keysDueInMs(this.#rootUser());
  }

  /** Until keys, profiles or users are to be asked for once more; undefined: none is. */
  againInMs(): number | undefined {
    return soonest([
      this.keysDueInMs(),
      this.#accessKeys.againInMs(this.#rootUser()),
      this.#profiles.againInMs(),
      this.#users.againInMs(),
    ]);
  }

  /** Until the lists are to be asked for sooner than usual; undefined: as usual. */
  listsDueInMs(): number | undefined {
    return this.#accessKeys.listDueInMs();
  }

  warnings(): readonly string[] {
    const version = this.#config?.version;
    const isOther = version !== undefined && version !== tableVersion && !version.startsWith(`${tableVersion}.`);
    const otherVersion = `the panel's version is "${printableText(version ?? '')}", and the gateway's table of commands is that of ${tableVersion}: name commands that it lacks in commands.extra`;
    return [
      ...(isOther ? [otherVersion] : []),
      ...(this.#config?.conf.reports ?? []),
      ...this.#keyWarnings(),
      ...this.#profiles.odd().values(),
      ...this.#profiles.warnings(),
      ...this.#users.warnings(),
    ];
  }

  /** What cannot be known for longer than it takes to ask. */
  faults(): readonly StateFault[] {
    const keys = this.#accessKeys.now(this.#rootUser());
    const profiles = this.#profiles.now();
    const odd = this.#profiles.odd();
    const users = this.#users.now();
    return [
      ...faultOf('keys', sizeOf(keys), this.#keyWarnings()),
      ...faultOf('profiles', sizeOf(profiles) + odd.size, [...odd.values(), ...textsOf('profile', profiles.unanswered)]),
      ...faultOf('users', sizeOf(users), [...this.#users.warnings(), ...textsOf('user', users.unanswered)]),
    ];
  }

  /** Profiles that allow nothing, and what `faults` has no room for: keys and users beside the first, in words. */
  notices(): readonly string[] {
    return [...this.#profiles.warnings(), ...this.#keyWarnings().slice(1), ...this.#users.warnings().slice(1)];
  }

  /** Undefined until the lists, and each profile and user once, were asked for. The secrets of keys may still be missing. */
  state(): PanelState | undefined {
    const rootUser = this.#rootUser();
    const keys = this.#accessKeys.now(rootUser);
    const readAtMs = this.#listsReadAtMs;
    if (this.#config === undefined || keys === undefined || readAtMs === undefined) return undefined;
    if (!this.#profiles.isRead || !this.#users.isRead) return undefined;
    const { api, allowedAddresses } = this.#config.conf;
    const profiles = this.#profiles.now();
    const users = this.#users.now();
    const untold = [...keys.good.values()].flatMap(profilesOf).filter((name) => this.#profiles.mayHave(name));
    return makePanelState({
      api,
      allowedAddresses,
      rootUser,
      accessKeys: keys.good,
      profiles: profiles.good,
      users: users.good,
      apiKeyDigests: noApiKeys,
      commands: this.#commands,
      unknown: Object.freeze({
        ...nothingUnknown,
        accessKeys: namesIn(keys.broken.keys(), keys.unanswered),
        profiles: namesIn(profiles.unanswered, this.#profiles.odd().keys(), untold),
        users: namesIn(users.broken.keys(), users.unanswered),
        apiKeys: true,
        ...(this.#config.conf.unknown.has('ROOT_USER') && { rootUser: true }),
      }),
      readAtMs: Math.min(readAtMs, this.#doubtedAtMs ?? readAtMs),
    });
  }

  #keyWarnings(): readonly string[] {
    const broken = this.#accessKeys.now(this.#rootUser())?.broken ?? [];
    return [...broken].map(([id, fault]) => `access key ${printableText(id)} is off: ${fault}`);
  }

  #rootUser(): string | undefined {
    return this.#config?.conf.rootUser;
  }
}

function profilesOf({ permissions }: AccessKey): readonly string[] {
  return permissions.kind === 'profiles' ? permissions.names : [];
}

function namesIn(...parts: readonly Iterable<string>[]): ReadonlySet<string> {
  return new Set(parts.flatMap((part) => Array.from(part)));
}

function textsOf(what: string, unanswered: ReadonlySet<string>): readonly string[] {
  return Array.from(unanswered, (name) => `${what} ${name}: the panel gives no answer that can be read`);
}

function sizeOf(known: KnownNow<unknown> | undefined): number {
  return known === undefined ? 0 : known.good.size + known.broken.size + known.unanswered.size;
}

function faultOf(part: StatePart, total: number, texts: readonly string[]): readonly StateFault[] {
  const [first] = texts;
  return first === undefined ? [] : [{ part, total, unknown: texts.length, first }];
}

function soonest(waitsMs: readonly (number | undefined)[]): number | undefined {
  return waitsMs.reduce(
    (least, waitMs) => (waitMs === undefined || (least !== undefined && least <= waitMs) ? least : waitMs),
    undefined,
  );
}
