import { networkInterfaces } from 'node:os';
import { describeConfiguration, descriptionText } from '../config/describe/describe-configuration.ts';
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
import type { Settings } from '../domain/policy/settings.ts';
import { jsonText } from '../terminal/json-text.ts';
import { exitCode } from '../terminal/exit-code.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';

export interface CheckOptions {
  readonly file: string;
  /** Also looks at the files that the configuration names: this is the host and the user that the gateway runs as. */
  readonly looksAtFiles: boolean;
  readonly json: boolean;
}

/**
 * Tells every fault of a configuration at once; where there is none, what it comes to for each panel, and what to beware of, in the files that it
 * names, too. Changes nothing, and asks nobody.
 *
 * @returns the exit code: that of a fault, or 0 also with warnings
 */
export async function check(options: CheckOptions, terminal: Terminal): Promise<number> {
  const { file, looksAtFiles, json } = options;
  const { stdout, stderr, env } = terminal;
  const configuration = await readConfigurationFile(file, env);
  const description = describeConfiguration(configuration, { file, looksAtFiles });
  if (!json) stdout.write(descriptionText(description));
  const settings = settingsFrom(configuration, file);
  const { warnings, remarks } = await found(settings, options, terminal);
  const isFault = remarks.some(({ kind }) => kind === 'no-start');
  if (json) {
    const inForce = Object.assign({}, ...description.parts);
    const files = remarks.map(({ settings: named, path, text, kind }) => ({
      settings: named,
      path,
      kind: kindNames[kind],
      text,
    }));
    stdout.write(jsonText({ configuration: inForce, warnings, files }));
  } else {
    tellFiles(remarks, stderr);
    for (const warning of warnings) stderr.write(`warning: ${warning}\n`);
  }
  return isFault ? exitCode.osError : exitCode.ok;
}

interface Found {
  readonly warnings: readonly string[];
  readonly remarks: readonly FileRemark[];
}

async function found(settings: Settings, { file, looksAtFiles }: CheckOptions, terminal: Terminal): Promise<Found> {
  const judged = looksAtFiles ? withAddressFiles(settings) : settings;
  const warnings = [...warningsOf(judged), ...warningsOfReach(judged)];
  if (!looksAtFiles) return { warnings, remarks: [] };
  const remarks = lookAtFiles(filesOf(settings, file));
  const looking = stateLook(judged, systemClock, new Set(remarks.map(({ path }) => path)));
  const ofState = await withProgress(terminal, () => 'reading the state of the panels', looking);
  return { warnings: [...warnings, ...warningsOfHosts(settings, networkInterfaces()), ...ofState], remarks };
}

const kindNames: Readonly<Record<FileRemark['kind'], 'fault' | 'warning'>> = {
  'no-start': 'fault',
  start: 'warning',
  warning: 'warning',
};

function tellFiles(remarks: readonly FileRemark[], stderr: Output): void {
  for (const { settings: named, text, kind } of remarks) {
    stderr.write(`${kindNames[kind]}: ${named.join(', ')}: ${text}${consequences[kind]}\n`);
  }
}

const consequences: Readonly<Record<FileRemark['kind'], string>> = {
  'no-start': '',
  start: '; the gateway starts, and goes on without it until it can be read',
  warning: '',
};
