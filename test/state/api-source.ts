import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/domain/clock.ts';
import type { Log } from '../../src/domain/log.ts';
import type { Command, PanelState, PanelStateSource } from '../../src/domain/panel/panel-state.ts';
import { commandOf } from '../../src/hestia/files/command-options.ts';
import { readCommandTable } from '../../src/hestia/files/command-table.ts';
import { type ApiSettings, type ApiStateOptions, createApiState } from '../../src/state/api/api-state.ts';
import type { ApiTimings } from '../../src/state/api/api-timings.ts';
import { ownKey } from '../support/api-panel.ts';
import { silentLog } from './sources/silent-log.ts';

export interface ApiSourceOptions {
  readonly ask: ApiStateOptions['ask'];
  readonly accessKey?: typeof ownKey;
  readonly settings?: Partial<ApiSettings>;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly timings?: Partial<ApiTimings>;
}

/** Waits that are short, so that tests are. */
const quickTimings: Partial<ApiTimings> = { agreeMs: 20, earlyMs: 0, firstRetryMs: 60_000, patienceMs: 60_000, startMs: 60_000 };

/** Panel state from the API of a panel. It asks when it is told to, and ends with the test. */
export function apiSource(options: ApiSourceOptions): PanelStateSource {
  const { ask, accessKey = ownKey, clock = systemClock, log = silentLog, timings } = options;
  const settings: ApiSettings = { everyMs: 600_000, rootKeys: new Set(), extraCommands: new Map(), ...options.settings };
  const source = createApiState({
    settings,
    accessKey,
    ask,
    clock,
    log,
    commands: shippedCommands(),
    timings: { ...quickTimings, ...timings },
  });
  onTestFinished(source.stop);
  return source;
}

export function shippedCommands(): ReadonlyMap<string, Command> {
  return new Map([...readCommandTable()].map(([name, { userArg }]) => [name, commandOf(name, userArg)]));
}

/** The state that there is. */
export function stateOf(source: PanelStateSource): PanelState {
  const state = source.current();
  if (state === undefined) throw new Error(`there is no state: ${source.problems().join('; ')}`);
  return state;
}

/** Remembers what the log is told: `level message`. */
export function recordingLog(): { readonly log: Log; readonly logged: readonly string[] } {
  const logged: string[] = [];
  const tell =
    (level: string) =>
    (message: string, fields?: object): void =>
      void logged.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  return { log: { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') }, logged };
}
