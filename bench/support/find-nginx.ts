import { constants } from 'node:fs';
import { join } from 'node:path';
import { findExecutable, isThere } from './find-executable.ts';

export interface NginxFiles {
  readonly executable: string;
  /** The folder with nginx's modules. */
  readonly modules: string;
}

/** What case f needs on Debian. */
export const nginxPackages = 'nginx, libnginx-mod-http-lua and lua-cjson';

const moduleFolders = ['/usr/lib/nginx/modules', '/usr/share/nginx/modules'];
const jsonLibraries = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((machine) => `/usr/lib/${machine}/lua/5.1/cjson.so`);

/** Undefined where nginx, its Lua module or Lua's JSON is not there. */
export function findNginx(): NginxFiles | undefined {
  const executable = findExecutable('nginx');
  const modules = moduleFolders.find((folder) => isThere(join(folder, 'ngx_http_lua_module.so'), constants.R_OK));
  const hasJson = jsonLibraries.some((file) => isThere(file, constants.R_OK));
  return executable === undefined || modules === undefined || !hasJson ? undefined : { executable, modules };
}
