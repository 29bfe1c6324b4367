import type { ConfiguredSettings } from '../../config/difference/configured-settings.ts';
import { filesOf } from '../../config/files/files-of.ts';
import { lookAtFiles } from '../../config/files/look-at-files.ts';
import { readOwnConfiguration } from '../../config/read/read-own-configuration.ts';
import { settingsFrom } from '../../config/resolve/settings-from.ts';
import type { Environment } from '../../config/text/fill-from-environment.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { StartError } from '../../domain/start-error.ts';
import { saidBy } from './said-by.ts';

/** Settings, and what their configuration says. */
export interface ReadAgainResult {
  readonly settings: Settings;
  readonly said: ConfiguredSettings;
}

/**
 * Reads the configuration of a gateway that runs, and looks whether it can use the files that it names. Lists of addresses are looked at where they
 * are read.
 *
 * @param running what is in force: without a file that this names the gateway goes on, as it would start; one that is new must be there
 * @throws ConfigurationError, or an AggregateError of all files that cannot be used
 */
export function readAgain(file: string, env: Environment, running?: Settings): ReadAgainResult {
  const configuration = readOwnConfiguration(file, env);
  const settings = settingsFrom(configuration, file);
  const files = filesOf(settings, file).filter(({ use }) => !use.startsWith('list '));
  const inUse = new Set(filesOf(running ?? settings, file).map(({ path }) => path));
  const faults = lookAtFiles(files)
    .filter(({ kind, path }) => kind === 'no-start' || (kind === 'start' && !inUse.has(path)))
    .map(({ settings: named, text }) => new StartError('EFILEREFUSED', `${named.join(', ')}: ${text}`));
  if (faults.length > 0) throw new AggregateError(faults, 'files cannot be used');
  return { settings, said: saidBy(configuration, settings) };
}
