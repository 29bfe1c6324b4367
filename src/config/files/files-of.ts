import type {
  AdminListenSettings,
  ListenAt,
  NoticesSettings,
  PanelSettings,
  RedisSettings,
  Settings,
  StateSourceSettings,
} from '../../domain/policy/settings.ts';
import { panelsOwnFileAdvice } from '../../domain/panel/panels-own-file-advice.ts';
import { addressLists } from '../text/address-lists.ts';
import { certificateIn } from '../resolve/panel-certificate.ts';
import { defaultPanelFiles } from '../text/panel-files-root.ts';
import type { NamedFile } from './named-file.ts';

/** The configuration's own file and every file that it names, in its order; those at their usual places are not named. */
export function filesOf({ listen, admin, audit, data, redis, panels, notices }: Settings, file: string): readonly NamedFile[] {
  return [
    { setting: '--config', path: file, use: 'configuration', without: 'start' },
    ...(data.isRequired ? [made('data', data.folder, 'own-folder')] : []),
    ...listen.flatMap(({ at }, index) => ofListen(`listen[${index}]`, at)),
    ...(admin?.isRequired === true ? ofAdmin(admin) : []),
    ...(redis === undefined ? [] : ofRedis(redis)),
    ...(notices === undefined ? [] : ofNotices(notices)),
    ...panels.flatMap((panel, index) => ofPanel(`panels[${index}]`, panel)),
    ...(audit.file === '-' ? [] : [made('audit.file', audit.file, 'log')]),
    ...(audit.authLog === undefined ? [] : [made('audit.authLog', audit.authLog, 'log')]),
  ];
}

function needed(setting: string, path: string, use: NamedFile['use']): NamedFile {
  return { setting, path, use, without: 'no-start' };
}

/** Where the packaging keeps them. */
const usualCollected = '/var/lib/hearthgate-collect/panel.state';
const usualOwnFolders: readonly string[] = ['/var/lib/hearthgate', '/run/hearthgate', '/var/log/hearthgate'];

/** A folder that is written to, or a file in one. */
function made(setting: string, path: string, use: 'own-folder' | 'log' | 'socket'): NamedFile {
  const isUsual = usualOwnFolders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const make = 'make the folder, and give it to the user that the gateway runs as';
  return { ...needed(setting, path, use), missing: isUsual ? make : `correct the path in the configuration, or ${make}` };
}

function ofListen(entry: string, place: ListenAt): readonly NamedFile[] {
  if (place.kind === 'socket') {
    const missing = 'start the socket unit that makes it, or correct the path in the configuration';
    return [{ ...needed(`${entry}.socket`, place.path, 'handed-socket'), missing }];
  }
  const { tls } = place;
  const setting = `${entry}.tls`;
  if (tls.kind === 'plaintext') return [];
  return tls.certificates.flatMap(({ certFile, keyFile, mayBeMissing }, index) => {
    // The panel's own files have no settings of their own.
    const at = mayBeMissing || tls.certificates.length === 1 ? setting : `${setting}.certificates[${index}]`;
    const without = mayBeMissing ? 'start' : 'no-start';
    const missing = mayBeMissing ? { missing: panelsOwnFileAdvice(`a certificate in ${at}`) } : {};
    const [cert, key] = mayBeMissing ? [at, at] : [`${at}.cert`, `${at}.key`];
    return [
      { setting: cert, path: certFile, use: 'read', without, ...missing },
      { setting: key, path: keyFile, use: 'key', without, ...missing },
    ] as const;
  });
}

function ofAdmin({ at, tokensFile }: AdminListenSettings): readonly NamedFile[] {
  return [
    at.kind === 'socket' ? made('admin.socket', at.path, 'socket') : needed('admin.tokenFile', at.tokenFile, 'token'),
    ...(tokensFile === undefined ? [] : [needed('admin.tokensFile', tokensFile, 'tokens')]),
  ];
}

function ofRedis({ at, passwordFile, tls }: RedisSettings): readonly NamedFile[] {
  const sentinels = at.kind === 'sentinel' ? at.passwordFile : undefined;
  return [
    ...(passwordFile === undefined ? [] : [needed('store.redis.passwordFile', passwordFile, 'redis-password')]),
    ...(sentinels === undefined ? [] : [needed('store.redis.sentinelPasswordFile', sentinels, 'redis-password')]),
    ...(tls?.caFile === undefined ? [] : [needed('store.redis.caFile', tls.caFile, 'read')]),
  ];
}

function ofNotices({ secretFile, caFile }: NoticesSettings): readonly NamedFile[] {
  return [
    needed('notices.secretFile', secretFile, 'notice-secret'),
    ...(caFile === undefined ? [] : [needed('notices.caFile', caFile, 'read')]),
  ];
}

function ofPanel(at: string, { upstream: { tls }, state: { source }, ...panel }: PanelSettings): readonly NamedFile[] {
  return [...ofTrust(`${at}.tls`, tls, source), ofSource(`${at}.state`, source), ...ofLists(at, panel)];
}

type Lists = Pick<PanelSettings, 'addressFiles' | 'inheritedFiles'>;

function ofLists(at: string, { addressFiles = {}, inheritedFiles = [] }: Lists): readonly NamedFile[] {
  return addressLists.flatMap((list) => {
    const path = addressFiles[list];
    const clients = inheritedFiles.includes(list) ? 'clients' : `${at}.clients`;
    return path === undefined ? [] : [needed(`${clients}.${list}File`, path, `list ${list}`)];
  });
}

/** Until it is there, the panel is not trusted; the gateway starts. */
function ofTrust(setting: string, tls: PanelSettings['upstream']['tls'], source: StateSourceSettings): readonly NamedFile[] {
  if (tls.verify === 'panel') {
    const isPanelsOwn = source.kind === 'files' && tls.certFile === certificateIn(source.root).cert;
    const missing = isPanelsOwn ? { missing: panelsOwnFileAdvice(`what to verify the panel by in ${setting}`) } : {};
    return [{ setting, path: tls.certFile, use: 'read', without: 'start', ...missing }];
  }
  return tls.verify === 'ca' ? [{ setting: `${setting}.ca`, path: tls.caFile, use: 'read', without: 'start' }] : [];
}

const start = 'start the collector (hearthgate collect), which writes it';

/** Until it is there, calls are refused; the gateway starts. */
function ofSource(setting: string, source: StateSourceSettings): NamedFile {
  switch (source.kind) {
    case 'files':
      return {
        setting: `${setting}.files`,
        path: source.root,
        use: 'folder',
        without: 'start',
        ...(source.root === defaultPanelFiles && {
          missing: `name the folder in which the panel is installed in ${setting}.files`,
        }),
      };
    case 'static':
      return {
        setting: `${setting}.static`,
        path: source.file,
        use: 'read',
        without: 'start',
        missing: source.file === usualCollected ? start : `correct the path in the configuration, or ${start}`,
      };
    case 'api':
      return needed(`${setting}.api.accessKeyFile`, source.accessKeyFile, 'access-key');
  }
}
