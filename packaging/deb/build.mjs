// Makes the Debian packages from what `npm run build` wrote. `node packaging/deb/build.mjs [amd64|arm64 …]`; both unless it is said.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundledNode } from './bundled-node.mjs';
import { layTree } from './tree.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const folder = 'dist/deb';
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const archs = process.argv.length > 2 ? process.argv.slice(2) : ['amd64', 'arm64'];
const epoch = process.env['SOURCE_DATE_EPOCH'] ?? commitTime();

mkdirSync(folder, { recursive: true });
for (const arch of archs) {
  const tree = `${folder}/tree-${arch}`;
  const file = `${folder}/hearthgate_${version}_${arch}.deb`;
  rmSync(tree, { recursive: true, force: true });
  layTree(tree, { version, arch, node: bundledNode(arch, `${folder}/node`), epochSeconds: Number(epoch) });
  // xz, because Debian 11 reads nothing newer; in one thread, because the number of threads changes the bytes.
  execFileSync('dpkg-deb', ['--root-owner-group', '--threads-max=1', '-Zxz', '-z3', '--build', tree, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: epoch },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(tree, { recursive: true });
  console.log(file);
}

/** The time of the commit, so that what is made of it does not depend on when. */
function commitTime() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    throw new Error('no commit gives the time of this package: set SOURCE_DATE_EPOCH, in seconds since 1970');
  }
}
