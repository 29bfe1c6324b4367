import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { StartError } from '../domain/start-error.ts';
import { hasFirewall } from './firewall-rules.ts';
import { panelPaths } from './panel-paths.ts';
import { readPanelList, readPanelSettings } from './panel-setting.ts';

/** The panel of this host, as root finds it. */
export interface HostPanel {
  /** Empty: its configuration does not say it. */
  readonly version: string;
  readonly port: number;
  /** Its list of API addresses as it stands there. */
  readonly list: string;
  readonly hasFirewall: boolean;
  /** For what its certificate is good; empty where there is none that can be read. */
  readonly certificateNames: readonly string[];
}

const usualPort = 8083;

export function hasPanel(): boolean {
  return existsSync(panelPaths.conf);
}

/** @throws StartError where there is no panel, or its configuration cannot be understood */
export function readHostPanel(): HostPanel {
  if (!hasPanel())
    throw new StartError('EHOST', `there is no panel here: ${panelPaths.conf} does not exist; run it on the panel's host`);
  const settings = readPanelSettings();
  return {
    version: settings.get('VERSION') ?? '',
    port: panelPort(settings),
    list: readPanelList(),
    hasFirewall: hasFirewall(),
    certificateNames: certificateNames(),
  };
}

/** The port of the panel's pages and of its API. */
export function panelPort(settings = readPanelSettings()): number {
  return listenPort() ?? Number(settings.get('BACKEND_PORT') ?? usualPort);
}

/** The port of the first `listen` in the configuration of the panel's web server: there it is what the panel's commands take it to be. */
function listenPort(): number | undefined {
  if (!existsSync(panelPaths.nginxConf)) return undefined;
  const [, port] = /^\s*listen\s+(?:\S*:)?(\d+)\s+ssl;/m.exec(readFileSync(panelPaths.nginxConf, 'latin1')) ?? [];
  return port === undefined ? undefined : Number(port);
}

function certificateNames(): readonly string[] {
  try {
    const { subjectAltName = '', subject } = new X509Certificate(readFileSync(panelPaths.certificate));
    const names = subjectAltName.split(', ').flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
    const [, common] = /^CN=(.+)$/m.exec(subject) ?? [];
    return names.length > 0 || common === undefined ? names : [common];
  } catch {
    // None, or none that can be read: the gateway itself says what is wrong with it, with the file's name.
    return [];
  }
}

/** The group that may read the panel's certificate key, and whether it may. */
export function certificateReaders(): { readonly gid: number; readonly mayRead: boolean } | undefined {
  if (!existsSync(panelPaths.certificateKey)) return undefined;
  const { gid, mode } = statSync(panelPaths.certificateKey);
  return { gid, mayRead: (mode & 0o040) !== 0 };
}
