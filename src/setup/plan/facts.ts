import { existsSync, readFileSync } from 'node:fs';
import { StartError } from '../../domain/start-error.ts';
import { certificateReaders, type HostPanel, readHostPanel } from '../../host/panel.ts';
import { ownAddresses } from '../../host/own-addresses.ts';
import { mustRun, runProgram } from '../../host/run-program.ts';
import { gatewayUnit, gatewayUser } from '../../host/installed.ts';
import type { SetupMode } from '../record/journal.ts';

/** What a plan is made from. */
export interface Facts {
  readonly mode: SetupMode;
  readonly panel: HostPanel;
  /** Beside: of the gateway. Inside: where the panel's web server serves the API to the gateway. */
  readonly port: number;
  readonly gatewayGroup: number;
  /** The group of the panel's certificate key, by its name, where the gateway's unit does not have it yet. */
  readonly certificateGroup: string | undefined;
  /** Loopback among them. */
  readonly ownAddresses: readonly string[];
  readonly nowMs: number;
}

/** @throws StartError where the host lacks what setup needs */
export async function lookAtHost(mode: SetupMode, port: number, nowMs: number): Promise<Facts> {
  if (process.getuid?.() !== 0) throw new StartError('EHOST', 'setup has to be run by root');
  const panel = readHostPanel();
  if (!existsSync('/run/systemd/system')) throw new StartError('EHOST', 'setup needs systemd, which does not run here');
  const { code } = await runProgram('systemctl', ['cat', gatewayUnit]);
  if (code !== 0) throw new StartError('EHOST', `${gatewayUnit} is not installed: docs/install.md`);
  return {
    mode,
    panel,
    port,
    gatewayGroup: idOf('/etc/group', gatewayUser, 'the group'),
    // Inside, the web server of the panel shows the certificate.
    certificateGroup: mode === 'inside' ? undefined : await missingGroup(),
    ownAddresses: [...new Set(['127.0.0.1', '::1', ...ownAddresses().map(({ text }) => text)])],
    nowMs,
  };
}

/** The id that a name has in a file such as /etc/group. */
function idOf(file: string, name: string, what: string): number {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  if (line === undefined) throw new StartError('EHOST', `${what} ${name} does not exist: docs/install.md`);
  return Number(line.split(':')[2]);
}

const mend = 'chgrp mail /usr/local/hestia/ssl/certificate.* && chmod 0640 /usr/local/hestia/ssl/certificate.*';

/** The unit has the group mail; a panel that has never renewed its certificate may have it in another one. */
async function missingGroup(): Promise<string | undefined> {
  const readers = certificateReaders();
  if (readers === undefined) return undefined;
  if (!readers.mayRead) throw new StartError('EHOST', `no group may read the key of the panel's certificate; ${mend}`);
  const [name = ''] = (await mustRun('getent', ['group', String(readers.gid)])).split(':');
  // Those groups read the keys of the panel, and its PHP.
  if (['root', 'hestiaweb', 'admin'].includes(name))
    throw new StartError(
      'EHOST',
      `the key of the panel's certificate belongs to the group ${name}, which the gateway must not have; ${mend}`,
    );
  const unit = await mustRun('systemctl', ['cat', gatewayUnit]);
  const has = [...unit.matchAll(/^SupplementaryGroups=(.*)$/gm)].some(([, groups = '']) => groups.split(' ').includes(name));
  return has ? undefined : name;
}
