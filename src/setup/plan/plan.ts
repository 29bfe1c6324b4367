import { existsSync } from 'node:fs';
import { readConfigurationFile } from '../../config/read/read-configuration-file.ts';
import { settingsFrom } from '../../config/resolve/settings-from.ts';
import { StartError } from '../../domain/start-error.ts';
import { isPortInUse } from '../../host/port-in-use.ts';
import { runProgram } from '../../host/run-program.ts';
import { fileState } from '../changes/file-change.ts';
import { configurationFile, socketUnit } from '../../host/installed.ts';
import type { SetupStep, SetupJournal, SetupMode } from '../record/journal.ts';
import { planBeside } from './beside.ts';
import { isShipped } from './entries.ts';
import { type Facts, lookAtHost } from './facts.ts';

export interface Wish {
  readonly mode: SetupMode;
  /** Undefined: that of the configuration, or a free one. */
  readonly port: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: number;
}

export interface Plan {
  readonly facts: Facts;
  readonly journal: SetupJournal;
}

/** Looks at the host and says what setup would change. Changes nothing. */
export async function makePlan({ mode, port, env, nowMs }: Wish): Promise<Plan> {
  const facts = await lookAtHost(mode, port ?? (await configuredPort(env)) ?? (await freePort()), nowMs);
  const entries: readonly SetupStep[] = await planBeside(facts);
  return { facts, journal: { version: 1, mode, port: facts.port, entries, confirmByMs: undefined } };
}

/** Of a configuration that an administrator has written. */
async function configuredPort(env: Wish['env']): Promise<number | undefined> {
  if (!existsSync(configurationFile)) return undefined;
  const now = await fileState(configurationFile);
  if (now === undefined || isShipped(now.text)) return undefined;
  const settings = settingsFrom(await readConfigurationFile(configurationFile, env), configurationFile);
  const [first] = settings.listen;
  return first?.at.kind === 'tcp' ? first.at.port : undefined;
}

const firstPort = 8483;
const lastPort = 8499;

async function freePort(): Promise<number> {
  const { code } = await runProgram('systemctl', ['is-active', '--quiet', socketUnit]);
  if (code === 0) return firstPort;
  for (let port = firstPort; port <= lastPort; port += 1) if (!(await isPortInUse(port))) return port;
  throw new StartError('EHOST', `the ports ${firstPort} to ${lastPort} are all in use; name one with --port`);
}
