import type { Settings } from '../domain/settings.ts';
import type { Environment } from './fill-from-environment.ts';
import { readConfigurationFile } from './read-configuration-file.ts';
import { settingsFrom } from './settings-from.ts';

/**
 * Reads a configuration file and resolves it.
 *
 * @throws ConfigurationError also where the file cannot be read
 */
export async function readSettingsFile(path: string, env: Environment): Promise<Settings> {
  return settingsFrom(await readConfigurationFile(path, env), path);
}
