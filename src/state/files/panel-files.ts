import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import { makePanelState } from '../../domain/panel/make-panel-state.ts';
import type { PanelState, StateFault } from '../../domain/panel/panel-state.ts';
import type { PanelConf } from '../../hestia/files/panel-conf.ts';
import { isUserName } from '../../hestia/files/user-file.ts';
import { AccessKeysPart } from './access-keys-part.ts';
import { type ApiKeys, ApiKeysPart } from './api-keys-part.ts';
import { CommandsPart } from './commands-part.ts';
import { createConfPart } from './conf-part.ts';
import type { WatchTarget } from '../follow/folder-watches.ts';
import { gatewayReader, type PanelReader } from '../follow/panel-reader.ts';
import type { Part } from '../follow/part.ts';
import { ProfilesPart } from './profiles-part.ts';
import type { StateTimings } from '../follow/state-timings.ts';
import { UsersPart } from './users-part.ts';

export interface FilesSettings {
  /** Root of the panel's files. */
  readonly root: string;
  /** By default the gateway. */
  readonly reader?: PanelReader;
  /** API keys lie in a folder that is closed to others than the panel; they are read where they are allowed. */
  readonly readApiKeys: boolean;
}

export interface PanelFilesOptions {
  readonly settings: FilesSettings;
  readonly clock: Clock;
  readonly timings: StateTimings;
}

const apiKeysNotRead: ApiKeys = { digests: new Set(), areMore: true };

/** All of the panel's files that count, and the state that they make together. */
export class PanelFiles {
  /** In the order in which they are read: which users count depends on the parts before. */
  readonly parts: readonly Part<unknown>[];
  readonly #settings: FilesSettings;
  readonly #conf: Part<PanelConf>;
  readonly #accessKeys: AccessKeysPart;
  readonly #profiles: ProfilesPart;
  readonly #apiKeys: ApiKeysPart | undefined;
  readonly #commands: CommandsPart;
  readonly #users: UsersPart;
  /** What the state was last made of. */
  #madeOf: readonly unknown[] = [];

  constructor({ settings, clock, timings }: PanelFilesOptions) {
    const options = { root: settings.root, reader: settings.reader ?? gatewayReader, clock, timings };
    this.#settings = settings;
    this.#conf = createConfPart(options);
    this.#accessKeys = new AccessKeysPart(options);
    this.#profiles = new ProfilesPart(options);
    this.#apiKeys = settings.readApiKeys ? new ApiKeysPart(options) : undefined;
    this.#commands = new CommandsPart(options);
    this.#users = new UsersPart(options, () => this.#userNames());
    const apiKeys = this.#apiKeys === undefined ? [] : [this.#apiKeys];
    this.parts = [this.#conf, this.#accessKeys, this.#profiles, ...apiKeys, this.#commands, this.#users];
  }

  warnings(): readonly string[] {
    return this.parts.flatMap((part) => part.warnings());
  }

  faults(): readonly StateFault[] {
    return this.parts.flatMap((part) => part.fault?.() ?? []);
  }

  notices(): readonly string[] {
    return this.parts.flatMap((part) => part.notices?.() ?? []);
  }

  /**
   * The state after a pass; the one before it where nothing is new.
   *
   * @param completeAtMs when the pass began; undefined when it was not complete, so that the state is as old as it was
   */
  stateAfter(before: PanelState | undefined, completeAtMs: number | undefined): PanelState | undefined {
    const readAtMs = completeAtMs ?? before?.readAtMs;
    const parts = this.parts.map((part) => part.value());
    const isSame = parts.every((part, index) => part === this.#madeOf[index]);
    if (readAtMs === undefined || (isSame && before?.readAtMs === readAtMs)) return before;
    const state = this.#stateAt(readAtMs, isSame ? before : undefined);
    if (state === undefined) return before;
    this.#madeOf = parts;
    return state;
  }

  watchTargets(): readonly WatchTarget[] {
    const { root, readApiKeys } = this.#settings;
    const users = [...this.#userNames()].filter((name) => isUserName(name));
    return [
      { folder: join(root, 'conf'), file: 'hestia.conf' },
      { folder: join(root, 'data', 'access-keys'), file: undefined },
      { folder: join(root, 'data', 'api'), file: undefined },
      ...(readApiKeys ? [{ folder: join(root, 'data', 'keys'), file: undefined }] : []),
      { folder: join(root, 'bin'), file: undefined },
      ...users.map((name) => ({ folder: join(root, 'data', 'users', name), file: 'user.conf' })),
    ];
  }

  #stateAt(readAtMs: number, same: PanelState | undefined): PanelState | undefined {
    if (same !== undefined) return Object.freeze({ ...same, readAtMs });
    const conf = this.#conf.value();
    const keys = this.#accessKeys.value();
    const profiles = this.#profiles.value();
    const users = this.#users.value();
    const commands = this.#commands.value();
    const apiKeys = this.#apiKeys === undefined ? apiKeysNotRead : this.#apiKeys.value();
    if (conf === undefined || keys === undefined || profiles === undefined) return undefined;
    if (users === undefined || commands === undefined || apiKeys === undefined) return undefined;
    const { api, allowedAddresses, rootUser } = conf;
    return makePanelState({
      api,
      allowedAddresses,
      rootUser,
      accessKeys: keys.known,
      profiles: profiles.known,
      users: users.known,
      apiKeyDigests: apiKeys.digests,
      commands: commands.known,
      unknown: {
        accessKeys: keys.unknown,
        profiles: profiles.unknown,
        users: users.unknown,
        commands: commands.unknown,
        apiKeys: apiKeys.areMore,
        ...(conf.unknown.has('ROOT_USER') && { rootUser: true }),
      },
      readAtMs,
    });
  }

  #userNames(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const { user } of this.#accessKeys.value()?.known.values() ?? []) names.add(user);
    const rootUser = this.#conf.value()?.rootUser;
    if (rootUser !== undefined) names.add(rootUser);
    return names;
  }
}
