import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';

const { version, packages } = JSON.parse(readFileSync(new URL('node.json', import.meta.url), 'utf8'));

export const nodeVersion = version;

/**
 * The npm package with the Node of an architecture, fetched where it is not there yet, and exactly the one that `node.json` pins.
 *
 * @param {string} arch as Debian names it
 * @param {string} folder where packages are kept
 * @returns {string} path of the archive
 */
export function bundledNode(arch, folder) {
  const pinned = packages[arch];
  if (pinned === undefined) throw new Error(`expected an architecture of ${Object.keys(packages).join(', ')}, found "${arch}"`);
  const file = fetchPackage(pinned.name, version, folder);
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found !== pinned.integrity)
    throw new Error(`${file}: expected ${pinned.integrity}, found ${found}; remove it, and find out whence it came`);
  return file;
}

/**
 * A package of npm, fetched where it is not there yet.
 *
 * @param {string} name
 * @param {string} wanted its version
 * @param {string} folder where packages are kept
 * @returns {string} path of the archive
 */
export function fetchPackage(name, wanted, folder) {
  const file = `${folder}/${name}-${wanted}.tgz`;
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  // Not there before it is whole: another build may look for it meanwhile.
  const own = mkdtempSync(`${folder}/fetched-`);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', own, `${name}@${wanted}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  renameSync(`${own}/${name}-${wanted}.tgz`, file);
  rmSync(own, { recursive: true });
  return file;
}
