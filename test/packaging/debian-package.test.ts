import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DebianRoot, makeDebianRoot } from '../support/debian-root.ts';
import { post } from '../support/http-client.ts';
import { makePanelFolder, type PanelFolder } from '../support/panel-folder.ts';
import { startRecordingPanel, type RecordingPanel } from '../support/recording-panel.ts';
import { describeWith, requireServer } from '../support/servers.ts';
import { callWith, keys } from '../support/site.ts';

// The package as it is shipped, in fresh systems: installed, configured, run as its user in front of a panel, upgraded, removed and purged.
// It takes minutes, so it is the continuous integration that tries it.

const project = new URL('../../', import.meta.url).pathname;
const isTried = process.env['CI'] === 'true' && process.getuid?.() === 0;
const title = isTried ? '' : ' (skipped: takes minutes and needs root; CI=true tries it)';

let folder = '';
/** Paths of the package of each architecture. */
const packages: Record<string, string> = {};
let newer = '';

function build(...archs: string[]): string[] {
  const script = join(project, 'packaging/deb/build.mjs');
  const told = execFileSync(process.execPath, [script, ...archs], { cwd: project, encoding: 'utf8' });
  return told
    .trim()
    .split('\n')
    .map((file) => join(project, file));
}

/** The same package under a newer version. */
function upgradeOf(file: string): string {
  const tree = join(folder, 'newer');
  execFileSync('dpkg-deb', ['-R', file, tree]);
  const control = join(tree, 'DEBIAN/control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: (.*)$/m, 'Version: $1+1'));
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '-b', tree, join(folder, 'newer.deb')], { stdio: 'ignore' });
  rmSync(tree, { recursive: true });
  return join(folder, 'newer.deb');
}

function contents(file: string): string[] {
  const lines = execFileSync('dpkg-deb', ['-c', file], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.replace(/^(\S+ \S+) .* (\.\S*)$/, '$1 $2'));
}

function digest(file = ''): string {
  return execFileSync('sha256sum', [file], { encoding: 'utf8' });
}

/** As its ELF header has it: 62 for x86-64, 183 for AArch64. */
function machineOf(file = ''): number {
  const node = `dpkg-deb --fsys-tarfile "${file}" 2>/dev/null | tar -xO ./usr/lib/hearthgate/bin/node 2>/dev/null | head -c 20`;
  return execFileSync('sh', ['-c', node]).readUInt16LE(18);
}

describe.skipIf(!isTried)(`the Debian package${title}`, () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'debian-'));
    const [amd64 = '', arm64 = ''] = build('amd64', 'arm64');
    Object.assign(packages, { amd64, arm64 });
    newer = upgradeOf(amd64);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the same, byte for byte, when it is made again', () => {
    const before = digest(packages['amd64']);
    build('amd64');

    expect(digest(packages['amd64'])).toBe(before);
  });

  it('has the same files for both architectures, and each its own Node', () => {
    expect(contents(packages['arm64'] ?? '')).toEqual(contents(packages['amd64'] ?? ''));
    expect([machineOf(packages['amd64']), machineOf(packages['arm64'])]).toEqual([62, 183]);
  });

  it('brings every page of the documentation', () => {
    const pages = readdirSync(join(project, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.md'),
    );
    const shipped = new Set(contents(packages['amd64'] ?? '').map((line) => line.split(' ').at(-1)));
    expect(pages.filter((page) => !shipped.has(`./usr/share/doc/hearthgate/docs/${page}`))).toEqual([]);
    expect(pages).toEqual(expect.arrayContaining(['guides/whmcs.md', 'zh/install.md']));
  });

  it('brings the alerts and the board', () => {
    const files = contents(packages['amd64'] ?? '').map((line) => line.split(' ').at(-1));
    const wanted = ['prometheus/alerts.yml', 'prometheus/recording.yml', 'grafana/hearthgate.json'];
    expect(files).toEqual(expect.arrayContaining(wanted.map((file) => `./usr/share/hearthgate/${file}`)));
  });

  describeWith('lintian', 'keeps the rules for Debian packages', () => {
    it.each(['amd64', 'arm64'])('on %s', (arch) => {
      const { stdout, status } = spawnSync(requireServer('lintian'), ['--fail-on', 'error,warning', packages[arch] ?? ''], {
        encoding: 'utf8',
      });

      expect([stdout, status]).toEqual(['', 0]);
    });
  });

  describeWith('debootstrap', 'in a fresh system', () => {
    describe.each(['bookworm', 'trixie'])('of %s', (suite) => {
      let root: DebianRoot;
      let before: readonly string[] = [];
      let panel: RecordingPanel;
      let panelFolder: PanelFolder;
      let gateway: { readonly process: ChildProcess; readonly ended: Promise<unknown> } | undefined;
      const inRoot = (path: string): string => join(root.folder, path);
      const dpkg = (...args: string[]): string => root.run('dpkg', ...args);

      beforeAll(async () => {
        root = await makeDebianRoot(suite);
        before = root.look();
        for (const file of [packages['amd64'] ?? '', newer]) cpSync(file, inRoot(`tmp/${basename(file)}`));
        panel = await startRecordingPanel();
        panelFolder = await makePanelFolder({ keys: Object.values(keys) });
      });
      afterAll(async () => {
        await stopGateway();
        await panel.stop();
        await panelFolder.remove();
        root.remove();
      });

      function startGateway(): Promise<string> {
        const started = root.start('hearthgate', 'hearthgate', 'serve', '--config', '/etc/hearthgate/gateway.yaml');
        gateway = { process: started, ended: once(started, 'exit') };
        return new Promise((resolve, reject) => {
          let log = '';
          started.stderr?.on('data', (chunk: Buffer) => {
            log += chunk.toString();
            const [, url] = /"urls":\["([^"]+)"/.exec(log) ?? [];
            if (url !== undefined) resolve(url);
          });
          started.once('exit', (code) => reject(new Error(`the gateway did not start (${code}):\n${log}`)));
        });
      }

      async function stopGateway(): Promise<void> {
        gateway?.process.kill('SIGTERM');
        await gateway?.ended;
        gateway = undefined;
      }

      it('is installed, starts nothing, and says what to do next', () => {
        const told = dpkg('-i', `/tmp/${basename(packages['amd64'] ?? '')}`);

        expect(told).toMatch(/not started[^]*hearthgate check[^]*systemctl enable --now hearthgate\.socket hearthgate\.service/);
        expect(root.run('hearthgate', '--version').trim()).toMatch(/^\d+\.\d+\.\d+$/);
        const { mode, gid } = statSync(inRoot('etc/hearthgate/gateway.yaml'));
        expect((mode & 0o777).toString(8)).toBe('640');
        expect(root.run('getent', 'group', 'hearthgate')).toContain(`:${gid}:`);
        expect(root.run('id', '-gn', 'hearthgate-collect').trim()).toBe('hearthgate');
      });

      it('runs as its user in front of a panel', async () => {
        cpSync(panelFolder.root, inRoot('usr/local/hestia'), { recursive: true });
        root.run('chown', '-R', 'hearthgate', '/usr/local/hestia');
        writeFileSync(inRoot('etc/hearthgate/gateway.yaml'), configuration(panel.origin));
        writeFileSync(inRoot('etc/hearthgate/own.token'), 'written by an administrator\n');
        root.run('install', '-d', '-o', 'hearthgate', '/run/hearthgate');
        const url = await startGateway();

        expect((await post(url, callWith(keys.root, 'v-list-users'))).status).toBe(200);
        expect(panel.requests).toHaveLength(1);
        root.run('hearthgate', 'bans', 'add', '203.0.113.9', '--config', '/etc/hearthgate/gateway.yaml');
      });

      it('is upgraded with its configuration and its bans as they were', async () => {
        dpkg('-i', '/tmp/newer.deb');
        await stopGateway();
        const url = await startGateway();

        expect((await post(url, callWith(keys.root, 'v-list-users'))).status).toBe(200);
        expect(root.run('hearthgate', 'bans', 'list', '--config', '/etc/hearthgate/gateway.yaml')).toContain('203.0.113.9');
        expect(readFileSync(inRoot('etc/hearthgate/gateway.yaml'), 'utf8')).toBe(configuration(panel.origin));
      });

      it('is removed, and leaves its configuration and its data', async () => {
        await stopGateway();
        dpkg('-r', 'hearthgate');

        expect(existsSync(inRoot('usr/bin/hearthgate'))).toBe(false);
        expect(existsSync(inRoot('usr/lib/hearthgate'))).toBe(false);
        expect(existsSync(inRoot('etc/hearthgate/gateway.yaml'))).toBe(true);
        expect(existsSync(inRoot('var/lib/hearthgate'))).toBe(true);
      });

      it('is purged, and leaves nothing but what the administrator wrote', () => {
        dpkg('-P', 'hearthgate');
        rmSync(inRoot('usr/local/hestia'), { recursive: true });

        const after = root.look();
        const added = after.filter((line) => !before.includes(line));
        expect(added.map((line) => line.split(' ')[0])).toEqual(['/etc/hearthgate/', '/etc/hearthgate/own.token']);
        expect(before.filter((line) => !after.includes(line))).toEqual([]);
      });
    });
  });
});

function configuration(origin: string): string {
  return JSON.stringify({
    listen: [{ host: '127.0.0.1', port: 0, plaintext: true }],
    clients: { allow: ['127.0.0.1'] },
    stop: { grace: '2s' },
    panels: [{ name: 'main', url: origin, state: { files: '/usr/local/hestia' } }],
  });
}
