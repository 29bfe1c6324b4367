import { networkInterfaces } from 'node:os';
import { describeConfiguration } from '../config/describe/describe-configuration.ts';
import { filesOf } from '../config/files/files-of.ts';
import { type FileRemark, lookAtFiles } from '../config/files/look-at-files.ts';
import { withAddressFiles } from '../config/files/with-address-files.ts';
import { readConfigurationFile } from '../config/read/read-configuration-file.ts';
import { settingsFrom } from '../config/resolve/settings-from.ts';
import { warningsOf } from '../config/resolve/warnings-of.ts';
import { warningsOfHosts } from '../config/resolve/warnings-of-hosts.ts';
import { warningsOfReach } from '../config/resolve/warnings-of-reach.ts';
import { systemClock } from '../domain/clock.ts';
import { stateLook } from '../compose/state-look.ts';
import { withProgress } from '../terminal/progress.ts';
import { exitCode } from '../terminal/exit-code.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';

export interface CheckOptions {
  readonly file: string;
  /** Also looks at the files that the configuration names: this is the host and the user that the gateway runs as. */
  readonly looksAtFiles: boolean;
}

/**
 * Tells every fault of a configuration at once; where there is none, what it comes to for each panel, and what to beware of, in the files that it
 * names, too. Changes nothing, and asks nobody.
 *
 * @returns the exit code: that of a fault, or 0 also with warnings
 */
export async function check({ file, looksAtFiles }: CheckOptions, terminal: Terminal): Promise<number> {
  const { stdout, stderr, env } = terminal;
  const configuration = await readConfigurationFile(file, env);
  stdout.write(describeConfiguration(configuration, { file, looksAtFiles }));
  const settings = settingsFrom(configuration, file);
  const judged = looksAtFiles ? withAddressFiles(settings) : settings;
  for (const warning of [...warningsOf(judged), ...warningsOfReach(judged)]) stderr.write(`warning: ${warning}\n`);
  if (!looksAtFiles) return exitCode.ok;
  for (const warning of warningsOfHosts(settings, networkInterfaces())) stderr.write(`warning: ${warning}\n`);
  const remarks = lookAtFiles(filesOf(settings, file));
  tellFiles(remarks, stderr);
  const told = new Set(remarks.map(({ path }) => path));
  const looking = stateLook(judged, systemClock, told);
  for (const warning of await withProgress(terminal, () => 'reading the state of the panels', looking))
    stderr.write(`warning: ${warning}\n`);
  return remarks.some(({ kind }) => kind === 'no-start') ? exitCode.osError : exitCode.ok;
}

function tellFiles(remarks: readonly FileRemark[], stderr: Output): void {
  for (const { settings: named, text, kind } of remarks) {
    stderr.write(`${kind === 'no-start' ? 'fault' : 'warning'}: ${named.join(', ')}: ${text}${consequences[kind]}\n`);
  }
}

const consequences: Readonly<Record<FileRemark['kind'], string>> = {
  'no-start': '',
  start: '; the gateway starts, and goes on without it until it can be read',
  warning: '',
};
