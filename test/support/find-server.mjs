import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Programs that suites talk to: the Debian package that brings each, and the suites that need it.
 *
 * Plain JavaScript, because the installer runs before anything is compiled.
 */
export const servers = {
  buildah: { package: 'buildah', suites: 'the container image' },
  chromium: { package: 'chromium', suites: 'the page in a browser' },
  curl: { package: 'curl', suites: 'setup on a host with a panel' },
  debootstrap: { package: 'debootstrap', suites: 'the Debian package in fresh systems' },
  ip: { package: 'iproute2', suites: 'setup on a host with a panel' },
  iptables: { package: 'iptables', suites: 'setup on a host with a panel' },
  lintian: { package: 'lintian', suites: 'the rules for Debian packages' },
  nginx: { package: 'nginx', suites: "the gateway behind the panel's own web server" },
  openssl: { package: 'openssl', suites: 'the verification of notices in bash' },
  php: { package: 'php-cli', suites: 'the verification of notices in PHP' },
  'php-cgi': { package: 'php-cgi', suites: 'the attacks whose bodies are read by PHP' },
  prometheus: { package: 'prometheus', suites: 'the queries of the board' },
  promtool: { package: 'prometheus', suites: 'the names of the metrics, and the alerts' },
  python3: { package: 'python3', suites: 'the verification of notices in Python' },
  'redis-server': { package: 'redis-server', suites: 'the limits that several gateways share' },
  setfacl: { package: 'acl', suites: 'setup on a host with a panel' },
  zsh: { package: 'zsh', suites: 'the completion of zsh' },
};

/**
 * @param {string} name the server's executable
 * @returns {string | undefined} its path
 */
export function findServer(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: either way this is not the server.
    return false;
  }
}
