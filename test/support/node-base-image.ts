import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bundledNode, fetchPackage } from '../../packaging/deb/bundled-node.mjs';
import { type BuildahStore, filesBelow } from './buildah-store.ts';
import { debianArchive } from './debian-root.ts';

const packages = new URL('../../dist/deb/node', import.meta.url).pathname;

export interface BaseImage {
  readonly name: string;
  /** As `filesBelow` tells them. */
  readonly files: readonly string[];
}

/**
 * Makes an image that stands in for `node:24-slim`: a small Debian system with Node and npm where that image has them, and the settings by which
 * this machine's npm reaches its registry.
 */
export async function makeNodeBaseImage(store: BuildahStore): Promise<BaseImage> {
  const name = 'localhost/node:24-slim';
  const tree = join(store.folder, 'node-base');
  await layDebian(tree);
  layNode(join(tree, 'usr/local'));
  const container = await store.run('from', 'scratch');
  await store.run('add', container, tree, '/');
  const files = filesBelow(await store.run('mount', container));
  await store.run('commit', '--rm', '--format', 'docker', container, name);
  rmSync(tree, { recursive: true });
  return { name, files };
}

/** Without what slim images do not have, either. */
const fat = ['usr/share/doc', 'usr/share/man', 'usr/share/info', 'usr/share/locale', 'var/cache/apt', 'var/lib/apt/lists'];

async function layDebian(tree: string): Promise<void> {
  mkdirSync(tree);
  const left = fat.map((folder) => `--exclude=./${folder}/*`);
  execFileSync('tar', ['-C', tree, '--numeric-owner', ...left, '-xpf', await debianArchive('bookworm')]);
  writeFileSync(join(tree, 'etc/hosts'), '');
}

function layNode(local: string): void {
  const npm = join(local, 'lib/node_modules/npm');
  for (const folder of [join(local, 'bin'), join(local, 'etc'), npm]) mkdirSync(folder, { recursive: true });
  const node = execFileSync('tar', ['-xzOf', bundledNode(debianArch(), packages), 'package/bin/node'], { maxBuffer: 2 ** 30 });
  writeFileSync(join(local, 'bin/node'), node, { mode: 0o755 });
  execFileSync('tar', ['-xzf', npmPackage(), '-C', npm, '--strip-components=1', '--no-same-owner']);
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'));
  laySettings(local);
}

function debianArch(): string {
  return execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
}

/** @returns path of the npm package of npm itself, of the version that runs here */
function npmPackage(): string {
  return fetchPackage('npm', execFileSync('npm', ['--version'], { encoding: 'utf8' }).trim(), packages);
}

const settings = z.object({
  registry: z.string(),
  cafile: z.string().nullish(),
  proxy: z.string().nullish(),
  'https-proxy': z.string().nullish(),
});

/** What leads to the registry, and no credentials. */
function laySettings(local: string): void {
  const shown: unknown = JSON.parse(execFileSync('npm', ['config', 'list', '--json'], { encoding: 'utf8' }));
  const { cafile, ...others } = settings.parse(shown);
  const lines = Object.entries(others).flatMap(([name, value]) => (typeof value === 'string' ? [`${name}=${value}`] : []));
  if (typeof cafile === 'string') {
    copyFileSync(cafile, join(local, 'etc/npm-ca.pem'));
    lines.push('cafile=/usr/local/etc/npm-ca.pem');
  }
  writeFileSync(join(local, 'etc/npmrc'), lines.map((line) => `${line}\n`).join(''));
}
