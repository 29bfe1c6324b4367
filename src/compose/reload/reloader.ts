import { differenceOf, configuredInForce } from '../../config/difference/difference-of.ts';
import type { ConfiguredSettings } from '../../config/difference/configured-settings.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ConfigurationStatus } from '../../domain/gateway/gateway-status.ts';
import type { ConfigurationControl, ConfigurationReading, SettingChange } from '../../domain/gateway/configuration-control.ts';
import type { Log } from '../../domain/log.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import type { HealthRemark, StatusPart } from '../../domain/status-part.ts';
import { changeText } from '../../domain/text/change-text.ts';
import { faultTexts } from './fault-texts.ts';
import type { ReadAgainResult } from './read-again.ts';

/** Where the configuration of a gateway comes from. */
export interface ConfigurationSource {
  /** Undefined: it is in no file. */
  readonly file?: string;
  /** What the configuration says that the gateway is started with. */
  readonly said: ConfiguredSettings;
  /**
   * @param running what is in force
   * @throws Error with everything that is wrong with it
   */
  readonly read: (running: Settings) => ReadAgainResult;
}

export interface ReloaderOptions {
  /** Undefined: the gateway was not started with a file. */
  readonly source: ConfigurationSource | undefined;
  /** What is in force. */
  readonly running: () => Settings;
  /** Rejects with everything that is wrong with them; then nothing has changed. */
  readonly use: (settings: Settings) => Promise<void>;
  readonly setLogLevel: (level: Level) => void;
  /** Of the log, at the start. */
  readonly level: Level;
  readonly clock: Clock;
  readonly log: Log;
}

type Level = Settings['log']['level'];

/** The most verbose first. */
const levels: readonly Level[] = ['debug', 'info', 'warn', 'error'];

const noFile = 'this gateway was started without a configuration file';

/** Reads the configuration anew, one reload at a time, and reports the result. */
export class Reloader implements ConfigurationControl {
  readonly #options: ReloaderOptions;
  #inForce: ConfiguredSettings;
  #level: Level;
  /** Of the file as it was read last. */
  #faults: readonly string[] = [];
  #waitsForRestart: readonly string[] = [];
  #succeededAtMs: number;
  #doing: Promise<unknown>;
  #begin = noDoing;
  /** One that waits for another reads the file on behalf of all who ask until then. */
  #next: Promise<ConfigurationReading> | undefined;

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#inForce = options.source?.said ?? new Map();
    this.#level = options.level;
    this.#succeededAtMs = options.clock.wallMs();
    this.#doing = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
  }

  /** The gateway has started: pending reloads are done from now on. */
  start(): void {
    this.#begin();
  }

  status(): ConfigurationStatus {
    return { readAtMs: this.#succeededAtMs, faults: this.#faults, waitsForRestart: this.#waitsForRestart };
  }

  readonly part: StatusPart = {
    health: () => this.#remarks(),
    readings: [
      {
        type: 'gauge',
        name: 'hearthgate_config_last_reload_successful',
        help: '0 where the configuration had faults when it was read last, and the one before is in force, else 1.',
        labels: [],
        read: () => [{ labels: {}, value: Number(this.#faults.length === 0) }],
      },
      {
        type: 'gauge',
        name: 'hearthgate_config_last_reload_success_timestamp_seconds',
        help: 'When the configuration in force was read, seconds since 1970.',
        labels: [],
        read: () => [{ labels: {}, value: this.#succeededAtMs / 1000 }],
      },
    ],
  };

  readonly reload = (): Promise<ConfigurationReading> => {
    this.#next ??= this.#after(() => {
      this.#next = undefined;
      return this.#reload();
    });
    return this.#next;
  };

  readonly compare = (): Promise<ConfigurationReading> => this.#after(async () => this.#compare());

  #after<Value>(act: () => Promise<Value>): Promise<Value> {
    const done = this.#doing.then(act);
    this.#doing = done;
    return done;
  }

  #compare(): ConfigurationReading {
    const { source, running } = this.#options;
    if (source === undefined) return { changes: [], faults: [noFile] };
    try {
      return { changes: differenceOf(this.#inForce, source.read(running()).said), faults: [] };
    } catch (error) {
      return { changes: [], faults: faultTexts(error) };
    }
  }

  async #reload(): Promise<ConfigurationReading> {
    const { source, running, use, clock } = this.#options;
    if (source === undefined) return { changes: [], faults: [noFile] };
    try {
      const { settings, said } = source.read(running());
      await use(settings);
      const changes = differenceOf(this.#inForce, said);
      this.#inForce = configuredInForce(said, this.#inForce);
      this.#faults = [];
      this.#succeededAtMs = clock.wallMs();
      this.#tell(changes, settings.log.level);
      return { changes, faults: [] };
    } catch (error) {
      this.#faults = faultTexts(error);
      for (const fault of this.#faults) this.#options.log.error(`the configuration of before stays in force: ${fault}`);
      return { changes: [], faults: this.#faults };
    }
  }

  /** With the more verbose of the previous and the new level. */
  #tell(changes: readonly SettingChange[], level: Level): void {
    const { log, setLogLevel } = this.#options;
    setLogLevel(levels.find((each) => each === level || each === this.#level) ?? level);
    this.#level = level;
    const inForce = changes.filter(({ needsRestart }) => !needsRestart).map(changeText);
    log.info(
      `configuration in force: ${inForce.length === 0 ? 'no setting has changed; the files that they name are read anew' : inForce.join(', ')}`,
    );
    this.#waitsForRestart = changes.filter(({ needsRestart }) => needsRestart).map(changeText);
    if (this.#waitsForRestart.length > 0) log.warn(`a restart is needed for: ${this.#waitsForRestart.join(', ')}`);
    setLogLevel(level);
  }

  #remarks(): readonly HealthRemark[] {
    const since = new Date(this.#succeededAtMs).toISOString();
    const [first, ...others] = this.#faults;
    if (first !== undefined) {
      const more = others.length === 0 ? '' : `; and ${others.length} more`;
      return [remark(`degraded: that of ${since} is in force, because the file has a fault: ${first}${more}`)];
    }
    if (this.#waitsForRestart.length === 0) return [];
    return [remark(`ok; a restart is needed for: ${this.#waitsForRestart.join(', ')}`)];
  }
}

function noDoing(): void {
  // Until the constructor has made the promise.
}

function remark(words: string): HealthRemark {
  return { part: 'configuration', isFault: false, words };
}
