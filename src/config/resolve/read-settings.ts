import type { Settings } from '../../domain/policy/settings.ts';
import { readConfiguration, type Source } from '../read/read-configuration.ts';
import { settingsFrom } from './settings-from.ts';

/**
 * Reads a configuration and resolves it.
 *
 * @throws ConfigurationError with everything that is wrong with it
 */
export function readSettings(text: string, source: Source): Settings {
  return settingsFrom(readConfiguration(text, source), source.file);
}
