/** What a configuration says otherwise than another one. */
export interface SettingChange {
  /** `panels.two.limits.key`. */
  readonly setting: string;
  /** `600 → 1200 per 1m`, `+1 -0`, `added`. Never a secret: configurations name files of secrets, and hold none. */
  readonly change: string;
  /** It is not in force before the gateway is started anew. */
  readonly needsRestart: boolean;
}

/** What the configuration file was found to say. */
export interface ConfigurationReading {
  /** What it says otherwise than the configuration in force. */
  readonly changes: readonly SettingChange[];
  /** All that is wrong with it, in words; where there is something, nothing else counts. */
  readonly faults: readonly string[];
}

/** The configuration of a gateway that runs. */
export interface ConfigurationControl {
  /** Reads the file, and puts it in force where it has no faults. Never rejects. */
  readonly reload: () => Promise<ConfigurationReading>;
  /** Reads the file, and changes nothing. Never rejects. */
  readonly compare: () => Promise<ConfigurationReading>;
}
