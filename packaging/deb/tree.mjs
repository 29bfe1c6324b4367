import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sbomText } from './sbom.mjs';

const here = new URL('.', import.meta.url).pathname;
const lib = 'usr/lib/hearthgate';
const doc = 'usr/share/doc/hearthgate';
const conffiles = ['etc/hearthgate/gateway.yaml', 'etc/logrotate.d/hearthgate'];

/**
 * Lays all files of the package below a folder, as they will lie below `/`.
 *
 * @typedef {object} Made
 * @property {string} version
 * @property {string} arch as Debian names it
 * @property {string} node path of the npm package with the Node that is bundled
 * @property {number} epochSeconds the time of everything in it
 *
 * @param {string} tree
 * @param {Made} made
 */
export function layTree(tree, { version, arch, node, epochSeconds }) {
  const write = (path, content, mode = 0o644) => {
    const target = join(tree, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, mode);
  };
  const copy = (from, to) => write(to, readFileSync(from));

  unpackNode(node, tree);
  for (const folder of ['cli', 'chunks', 'page']) cpSync(`dist/${folder}`, join(tree, lib, 'dist', folder), { recursive: true });
  // Started by the file in /usr/bin, and by no other Node than its own.
  write(`${lib}/dist/cli/main.js`, readFileSync('dist/cli/main.js', 'utf8').replace(/^#!.*/, ''));
  write(`${lib}/package.json`, `${JSON.stringify({ name: 'hearthgate', version, type: 'module' })}\n`);
  write('usr/bin/hearthgate', `#!/bin/sh\nexec /${lib}/bin/node /${lib}/dist/cli/main.js "$@"\n`, 0o755);

  write('etc/hearthgate/gateway.yaml', configuration('config/collector.yaml'));
  copy('packaging/logrotate/hearthgate', 'etc/logrotate.d/hearthgate');
  for (const unit of readdirSync('packaging/systemd')) copy(`packaging/systemd/${unit}`, `usr/lib/systemd/system/${unit}`);

  write('usr/share/man/man1/hearthgate.1.gz', zipped(readFileSync('packaging/man/hearthgate.1')));
  write('usr/share/bash-completion/completions/hearthgate', completion('bash'));
  write('usr/share/zsh/vendor-completions/_hearthgate', completion('zsh'));
  copy('config/schema.json', 'usr/share/hearthgate/schema.json');
  for (const file of ['alerts.yml', 'recording.yml'])
    copy(`docker/prometheus/${file}`, `usr/share/hearthgate/prometheus/${file}`);
  copy('docker/grafana/boards/hearthgate.json', 'usr/share/hearthgate/grafana/hearthgate.json');

  for (const file of ['README.md', 'CHANGELOG.md', 'SECURITY.md']) copy(file, `${doc}/${file}`);
  for (const file of filesBelow('docs')) copy(`docs/${file}`, `${doc}/docs/${file}`);
  for (const file of readdirSync('config').filter((each) => each.endsWith('.yaml')))
    write(`${doc}/config/${file}`, configuration(`config/${file}`));
  copy(join(here, 'copyright'), `${doc}/copyright`);
  write(`${doc}/THIRD-PARTY-LICENSES.gz`, zipped(readFileSync('dist/THIRD-PARTY-LICENSES')));
  write(`${doc}/changelog.gz`, zipped(changelog(version, epochSeconds)));
  write(`${doc}/sbom.cdx.json`, sbomText(epochSeconds));
  copy(join(here, 'lintian-overrides'), 'usr/share/lintian/overrides/hearthgate');

  for (const script of readdirSync(join(here, 'scripts')))
    write(`DEBIAN/${script}`, readFileSync(join(here, 'scripts', script)), 0o755);
  write('DEBIAN/conffiles', conffiles.map((path) => `/${path}\n`).join(''));
  const files = filesBelow(tree).filter((path) => !path.startsWith('DEBIAN/'));
  write(
    'DEBIAN/md5sums',
    execFileSync(
      'md5sum',
      files.filter((path) => !conffiles.includes(path)),
      { cwd: tree },
    ),
  );
  write(
    'DEBIAN/control',
    control({
      version,
      arch,
      kibibytes: Math.ceil(Number(execFileSync('du', ['-sk', '--apparent-size', tree], { encoding: 'utf8' }).split('\t')[0])),
    }),
  );
  for (const path of folders(tree)) chmodSync(path, 0o755);
}

/** Its binary and its licence; of the rest nothing is needed to run. */
function unpackNode(archive, tree) {
  for (const [path, to, mode] of [
    ['package/bin/node', `${lib}/bin/node`, 0o755],
    ['package/LICENSE', `${doc}/LICENSE.node.gz`, 0o644],
  ]) {
    const content = execFileSync('tar', ['-xzOf', archive, path], { maxBuffer: 2 ** 30 });
    const target = join(tree, to);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, to.endsWith('.gz') ? zipped(content) : content);
    chmodSync(target, mode);
  }
}

/** An example, with the place of the schema where it is installed. */
function configuration(path) {
  return readFileSync(path, 'utf8').replace(/\$schema=\S*schema\.json/, '$schema=/usr/share/hearthgate/schema.json');
}

function completion(shell) {
  return execFileSync(process.execPath, ['dist/cli/main.js', 'completion', shell]);
}

function changelog(version, epochSeconds) {
  const time = new Date(epochSeconds * 1000).toUTCString().replace('GMT', '+0000');
  return `hearthgate (${version}) stable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- ${maintainer}  ${time}\n`;
}

const maintainer = 'Hearthgate <hearthgate@localhost>';

function control({ version, arch, kibibytes }) {
  return `Package: hearthgate
Version: ${version}
Architecture: ${arch}
Maintainer: ${maintainer}
Installed-Size: ${kibibytes}
Depends: adduser, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 5.2)
Suggests: logrotate, redis-server
Section: admin
Priority: optional
Description: security gateway in front of the HestiaCP panel's API
 Reads each call of the panel's API, decides who asks, from where, with which
 key, for which command and whose user, and lets only that call through,
 written anew. Enforces an allowlist of addresses, rate limits and bans, and
 exports metrics and an audit log. Brings its own Node.
`;
}

function zipped(content) {
  return gzipSync(content, { level: 9 });
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

function folders(tree) {
  const below = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [tree, ...below.map((entry) => join(entry.parentPath, entry.name))];
}
