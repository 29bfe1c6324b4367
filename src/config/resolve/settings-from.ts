import { dirname, resolve } from 'node:path';
import type {
  AdminListenSettings,
  AuditSettings,
  DataSettings,
  NoticesSettings,
  Settings,
} from '../../domain/policy/settings.ts';
import type { Configuration } from '../shape/configuration-shape.ts';
import { listenSettings } from './listen-settings.ts';
import { panelSettings } from './panel-settings.ts';
import { redisSettings } from './redis-settings.ts';

type Resolve = (path: string) => string;

/** Resolves a configuration without faults: paths from the folder of its file, `panel` to the panel's own files. */
export function settingsFrom(configuration: Configuration, file: string): Settings {
  const absolute: Resolve = (path) => resolve(dirname(file), path);
  const { body, stop, log, limits, store, panels } = configuration;
  const { maxBytes: _ofPanels, ...answer } = configuration.answer;
  return {
    listen: configuration.listen.map((listen) => listenSettings(listen, panels, absolute)),
    body,
    answer,
    stop,
    admin: adminSettings(configuration.admin, absolute),
    audit: auditSettings(configuration.audit, absolute),
    notices: noticesSettings(configuration.notices, absolute),
    log,
    maxEntries: limits.maxEntries,
    data: dataSettings(configuration.data, absolute),
    redis: store.redis === undefined ? undefined : redisSettings(store.redis, absolute),
    panels: panels.map((panel) => panelSettings(panel, configuration, absolute)),
  };
}

/** Where nothing is said, the usual places, if they are there. */
const defaultData = '/var/lib/hearthgate';
const defaultAdminSocket = '/run/hearthgate/admin.sock';

function dataSettings(data: string | undefined, absolute: Resolve): DataSettings {
  return data === undefined ? { folder: defaultData, isRequired: false } : { folder: absolute(data), isRequired: true };
}

/** Where the second listener is. */
export function adminSettings(admin: Configuration['admin'], absolute: Resolve): AdminListenSettings {
  if (admin === undefined) return { at: { kind: 'socket', path: defaultAdminSocket }, isRequired: false };
  const { socket, host, port = 0, tokenFile = '', tokensFile, hosts } = admin;
  const tokens = tokensFile === undefined ? {} : { tokensFile: absolute(tokensFile) };
  if (socket !== undefined || host === undefined)
    return { at: { kind: 'socket', path: absolute(socket ?? defaultAdminSocket) }, ...tokens, isRequired: true };
  return {
    at: { kind: 'tcp', host, port, tokenFile: absolute(tokenFile), ...(hosts.length > 0 && { hosts }) },
    ...tokens,
    isRequired: true,
  };
}

function auditSettings({ file, chain, authLog }: Configuration['audit'], absolute: Resolve): AuditSettings {
  return { file: file === '-' ? file : absolute(file), chain, authLog: authLog === undefined ? undefined : absolute(authLog) };
}

function noticesSettings(notices: Configuration['notices'], absolute: Resolve): NoticesSettings | undefined {
  if (notices === undefined) return undefined;
  const { url, secretFile, caFile, kinds } = notices;
  return {
    url: url.href,
    origin: url.origin,
    secretFile: absolute(secretFile),
    caFile: caFile === undefined ? undefined : absolute(caFile),
    kinds: new Set(kinds),
  };
}
