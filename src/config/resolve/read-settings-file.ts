import type { Settings } from '../../domain/policy/settings.ts';
import type { Environment } from '../text/fill-from-environment.ts';
import { readConfigurationFile } from '../read/read-configuration-file.ts';
import { settingsFrom } from './settings-from.ts';

/**
 * Reads a configuration file and resolves it.
 *
 * @throws ConfigurationError also where the file cannot be read
 */
export async function readSettingsFile(path: string, env: Environment): Promise<Settings> {
  return settingsFrom(await readConfigurationFile(path, env), path);
}
