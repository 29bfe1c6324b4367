import { existsSync } from 'node:fs';
import { readConfigurationFile } from '../../config/read/read-configuration-file.ts';
import { settingsFrom } from '../../config/resolve/settings-from.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { StartError } from '../../domain/start-error.ts';
import { isPortInUse } from '../../host/port-in-use.ts';
import { runProgram } from '../../host/run-program.ts';
import { deedsOf } from '../changes/deeds-of.ts';
import { fileState } from '../changes/file-change.ts';
import { configurationFile, socketUnit } from '../../host/installed.ts';
import type { SetupJournal, SetupMode } from '../record/journal.ts';
import { planBeside } from './beside.ts';
import { planInside } from './inside.ts';
import { insideSocket } from './inside-nginx.ts';
import { isShipped } from './steps.ts';
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

/**
 * Looks at the host and says what setup would change. Changes nothing.
 *
 * @param program how this program is called
 */
export async function makePlan({ mode, port, env, nowMs }: Wish, program: readonly string[]): Promise<Plan> {
  const facts = await lookAtHost(mode, port ?? (await configuredPort(mode, env)) ?? (await freePort(mode)), nowMs);
  const planned = mode === 'beside' ? await planBeside(facts) : await planInside(facts);
  // With what stands there today, which the plan shows as what goes.
  const steps = await Promise.all(
    planned.map(async (step) => Object.assign({}, step, { change: await deedsOf(step.change, program).refreshed() })),
  );
  return { facts, journal: { version: 1, mode, port: facts.port, entries: steps, confirmByMs: undefined } };
}

/** Of a configuration that an administrator has written. */
async function configuredPort(mode: SetupMode, env: Wish['env']): Promise<number | undefined> {
  if (!existsSync(configurationFile)) return undefined;
  const now = await fileState(configurationFile);
  if (now === undefined || isShipped(now.text)) return undefined;
  const { listen, panels } = settingsFrom(await readConfigurationFile(configurationFile, env), configurationFile);
  if (mode === 'inside') return innerPortOf(listen, panels);
  const [first] = listen;
  return first?.at.kind === 'tcp' ? first.at.port : undefined;
}

function innerPortOf(listen: Settings['listen'], panels: Settings['panels']): number {
  const hasSocket = listen.some(({ at }) => at.kind === 'socket' && at.path === insideSocket);
  const [panel] = panels;
  const { hostname, port } = new URL(panel?.upstream.origin ?? 'https://localhost');
  if (hasSocket && hostname === '127.0.0.1' && port !== '') return Number(port);
  throw new StartError(
    'EHOST',
    `${configurationFile} was written by somebody, and does not fit: it needs socket: ${insideSocket} in listen, and a port of https://127.0.0.1 in panels[].url; or move it away`,
  );
}

const ports: Readonly<Record<SetupMode, { readonly first: number; readonly last: number }>> = {
  beside: { first: 8483, last: 8499 },
  inside: { first: 18_083, last: 18_099 },
};

async function freePort(mode: SetupMode): Promise<number> {
  const { first, last } = ports[mode];
  const { code } = await runProgram('systemctl', ['is-active', '--quiet', socketUnit]);
  // It is the gateway's own socket that is there.
  if (mode === 'beside' && code === 0) return first;
  for (let port = first; port <= last; port += 1) if (!(await isPortInUse(port))) return port;
  throw new StartError('EHOST', `the ports ${first} to ${last} are all in use; name one with --port`);
}
