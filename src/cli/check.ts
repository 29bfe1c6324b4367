import { ConfigurationError } from '../config/configuration-error.ts';
import { describeConfiguration } from '../config/describe-configuration.ts';
import { readConfigurationFile } from '../config/read-configuration-file.ts';
import { settingsFrom } from '../config/settings-from.ts';
import { warningsOf } from '../config/warnings-of.ts';
import { warningsOfReach } from '../config/warnings-of-reach.ts';
import { exitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/**
 * Tells every fault of a configuration at once; where there is none, what it comes to for each panel, and what to beware of. Opens nothing
 * but the configuration itself.
 *
 * @returns the exit code: that of a fault, or 0 also with warnings
 */
export async function check(file: string, { stdout, stderr, env }: Terminal): Promise<number> {
  try {
    const configuration = await readConfigurationFile(file, env);
    stdout.write(describeConfiguration(configuration, file));
    const settings = settingsFrom(configuration, file);
    for (const warning of [...warningsOf(settings), ...warningsOfReach(settings)]) stderr.write(`warning: ${warning}\n`);
    return exitCode.ok;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    stderr.write(`${error.message}\n`);
    return exitCode.config;
  }
}
