import type { AdminListenSettings, ListenTls, PanelSettings, RedisSettings, Settings } from '../../domain/settings.ts';
import { addressLists } from '../address-lists.ts';
import type { NamedFile } from './named-file.ts';

/** The configuration's own file and every file that it names, in its order; those at their usual places are not named. */
export function filesOf({ listen, admin, audit, data, redis, panels }: Settings, file: string): readonly NamedFile[] {
  return [
    { setting: '--config', path: file, use: 'configuration', without: 'start' },
    ...(data.isRequired ? [needed('data', data.folder, 'own-folder')] : []),
    ...listen.flatMap(({ tls }, index) => ofListen(`listen[${index}].tls`, tls)),
    ...(admin?.isRequired === true ? ofAdmin(admin) : []),
    ...(redis === undefined ? [] : ofRedis(redis)),
    ...panels.flatMap((panel, index) => ofPanel(`panels[${index}]`, panel)),
    ...(audit.file === '-' ? [] : [needed('audit.file', audit.file, 'log')]),
    ...(audit.authLog === undefined ? [] : [needed('audit.authLog', audit.authLog, 'log')]),
  ];
}

function needed(setting: string, path: string, use: NamedFile['use']): NamedFile {
  return { setting, path, use, without: 'no-start' };
}

function ofListen(setting: string, tls: ListenTls): readonly NamedFile[] {
  if (tls.kind === 'plaintext') return [];
  return tls.certificates.flatMap(({ certFile, keyFile, mayBeMissing }, index) => {
    // The panel's own files have no settings of their own.
    const at = mayBeMissing || tls.certificates.length === 1 ? setting : `${setting}.certificates[${index}]`;
    const without = mayBeMissing ? 'start' : 'no-start';
    const [cert, key] = mayBeMissing ? [at, at] : [`${at}.cert`, `${at}.key`];
    return [
      { setting: cert, path: certFile, use: 'read', without },
      { setting: key, path: keyFile, use: 'key', without },
    ] as const;
  });
}

function ofAdmin({ at }: AdminListenSettings): readonly NamedFile[] {
  return [at.kind === 'socket' ? needed('admin.socket', at.path, 'socket') : needed('admin.tokenFile', at.tokenFile, 'token')];
}

function ofRedis({ passwordFile, tls }: RedisSettings): readonly NamedFile[] {
  return [
    ...(passwordFile === undefined ? [] : [needed('store.redis.passwordFile', passwordFile, 'redis-password')]),
    ...(tls?.caFile === undefined ? [] : [needed('store.redis.caFile', tls.caFile, 'read')]),
  ];
}

function ofPanel(at: string, { upstream: { tls }, state: { source }, ...panel }: PanelSettings): readonly NamedFile[] {
  return [...ofTrust(`${at}.tls`, tls), ofSource(`${at}.state`, source), ...ofLists(at, panel)];
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
function ofTrust(setting: string, tls: PanelSettings['upstream']['tls']): readonly NamedFile[] {
  if (tls.verify === 'panel') return [{ setting, path: tls.certFile, use: 'read', without: 'start' }];
  return tls.verify === 'ca' ? [{ setting: `${setting}.ca`, path: tls.caFile, use: 'read', without: 'start' }] : [];
}

/** Until it is there, calls are refused; the gateway starts. */
function ofSource(setting: string, source: PanelSettings['state']['source']): NamedFile {
  switch (source.kind) {
    case 'files':
      return { setting: `${setting}.files`, path: source.root, use: 'folder', without: 'start' };
    case 'static':
      return { setting: `${setting}.static`, path: source.file, use: 'read', without: 'start' };
    case 'api':
      return needed(`${setting}.api.accessKeyFile`, source.accessKeyFile, 'access-key');
  }
}
