import { makeTmpFile } from '../domain/call.ts';
import type { Clock } from '../domain/clock.ts';
import { makePanelState } from '../domain/make-panel-state.ts';
import { type Command, nothingUnknown, type PanelState, type Unknowns } from '../domain/panel-state.ts';
import { commandOf } from '../hestia/command-options.ts';
import { panelLists } from '../hestia/panel-lists.ts';
import { printableText } from '../hestia/printable-text.ts';
import type { SysConfig } from '../hestia/sys-config-list.ts';
import { ApiAccessKeys } from './api-access-keys.ts';
import { ApiProfiles } from './api-profiles.ts';
import type { ApiRound } from './api-round.ts';
import type { ApiTimings } from './api-timings.ts';
import { ApiUsers } from './api-users.ts';

export interface ApiFactsOptions {
  readonly clock: Clock;
  readonly timings: ApiTimings;
  readonly rootKeys: ReadonlySet<string>;
  /** Of the panel's version `tableVersion`. */
  readonly commands: ReadonlyMap<string, Command>;
  /** Commands that administrators added, with the position of the user argument. */
  readonly extraCommands: ReadonlyMap<string, number>;
}

const tableVersion = '1.10';

/** The API tells no API keys. */
const noApiKeys: ReadonlySet<string> = new Set();
const unknown: Unknowns = Object.freeze({ ...nothingUnknown, apiKeys: true });

/** All that the panel's API is asked for, and the state that it makes together. */
export class ApiFacts {
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #accessKeys: ApiAccessKeys;
  readonly #profiles = new ApiProfiles();
  readonly #users: ApiUsers;
  #config: SysConfig | undefined;

  constructor({ clock, timings, rootKeys, commands, extraCommands }: ApiFactsOptions) {
    this.#accessKeys = new ApiAccessKeys({ clock, agreeMs: timings.agreeMs, rootKeys });
    this.#users = new ApiUsers(clock, timings.graceMs);
    const extra = [...extraCommands].map(([name, userArg]) => [name, commandOf(name, userArg)] as const);
    this.#commands = new Map([[makeTmpFile, commandOf(makeTmpFile, 0)], ...commands, ...extra]);
  }

  /**
   * One reading of everything.
   *
   * @param partRead called after each part, so that what is new can count before the rest is read
   */
  async read(round: ApiRound, partRead: () => void): Promise<void> {
    const config = await round.ask(panelLists.sysConfig);
    if (config.kind === 'facts') this.#config = config.facts;
    partRead();
    await this.#accessKeys.readList(round);
    partRead();
    await this.readKeys(round);
    partRead();
    await this.#profiles.read(round);
    partRead();
    const rootUser = this.#rootUser();
    await this.#users.read(
      round,
      new Set(rootUser === undefined ? this.#accessKeys.owners() : [rootUser, ...this.#accessKeys.owners()]),
    );
  }

  /** Reads the keys that do not count yet. */
  readKeys(round: ApiRound): Promise<void> {
    return this.#accessKeys.readKeys(round, this.#rootUser());
  }

  /** Until keys are to be read a second time; undefined: none is. */
  keysDueInMs(): number | undefined {
    return this.#accessKeys.dueInMs();
  }

  /** Until everything is to be read again, sooner than usual; undefined: as usual. */
  againInMs(): number | undefined {
    return this.#users.againInMs();
  }

  warnings(): readonly string[] {
    const version = this.#config?.version;
    const isOther = version !== undefined && version !== tableVersion && !version.startsWith(`${tableVersion}.`);
    const otherVersion = `the panel's version is "${printableText(version ?? '')}", and the gateway's table of commands is that of ${tableVersion}: name commands that it lacks in commands.extra`;
    return [
      ...(isOther ? [otherVersion] : []),
      ...(this.#config?.conf.reports ?? []),
      ...this.#accessKeys.warnings(this.#rootUser()),
      ...this.#profiles.warnings(),
      ...this.#users.warnings(),
    ];
  }

  /** Undefined while there is something that never could be read. */
  stateAt(readAtMs: number): PanelState | undefined {
    const rootUser = this.#rootUser();
    const accessKeys = this.#accessKeys.value(rootUser);
    const profiles = this.#profiles.value();
    const users = this.#users.value();
    if (this.#config === undefined || accessKeys === undefined || profiles === undefined || users === undefined) return undefined;
    const { api, allowedAddresses } = this.#config.conf;
    const apiKeyDigests = noApiKeys;
    const commands = this.#commands;
    return makePanelState({
      api,
      allowedAddresses,
      rootUser,
      accessKeys,
      profiles,
      users,
      apiKeyDigests,
      commands,
      unknown,
      readAtMs,
    });
  }

  #rootUser(): string | undefined {
    return this.#config?.conf.rootUser;
  }
}
