import { constants } from 'node:fs';
import { join } from 'node:path';
import { findExecutable, isThere } from './find-executable.ts';

export interface NginxFiles {
  readonly executable: string;
  /** The folder with nginx's modules. */
  readonly modules: string;
}

export interface NginxMissing {
  /** The Debian packages that are not installed; at least one. */
  readonly missing: readonly string[];
}

const moduleFolders = ['/usr/lib/nginx/modules', '/usr/share/nginx/modules'];
const jsonLibraries = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((machine) => `/usr/lib/${machine}/lua/5.1/cjson.so`);

/** nginx with its Lua module and Lua's JSON, or the packages that are not there. */
export function findNginx(): NginxFiles | NginxMissing {
  const executable = findExecutable('nginx');
  const modules = moduleFolders.find((folder) => isThere(join(folder, 'ngx_http_lua_module.so'), constants.R_OK));
  const hasJson = jsonLibraries.some((file) => isThere(file, constants.R_OK));
  if (executable !== undefined && modules !== undefined && hasJson) return { executable, modules };
  const packages = { nginx: executable !== undefined, 'libnginx-mod-http-lua': modules !== undefined, 'lua-cjson': hasJson };
  return { missing: Object.entries(packages).flatMap(([name, isInstalled]) => (isInstalled ? [] : [name])) };
}
