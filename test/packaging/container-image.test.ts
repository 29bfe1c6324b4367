import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type BuildahStore, makeBuildahStore, whyNoContainers } from '../support/buildah-store.ts';
import { type Container, type ContainerProcess, makeContainer, type Mount } from '../support/container.ts';
import { freePort } from '../support/free-port.ts';
import { type BaseImage, makeNodeBaseImage } from '../support/node-base-image.ts';
import { makePanelFolder, type PanelFolder } from '../support/panel-folder.ts';
import { readCertificate } from '../support/certificate.ts';
import { startRecordingPanel, type RecordingPanel } from '../support/recording-panel.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys } from '../support/site.ts';

// The image as docker/Dockerfile makes it, from a checkout that only its owner may read: built, looked at, and run as a user whom it does not know, with
// the configuration of docker/gateway.yaml in front of a panel.

const project = new URL('../../', import.meta.url).pathname;
const leftOut = new Set(['node_modules', 'dist', 'coverage', '.git']);
const image = 'localhost/hearthgate';
const uid = 54_321;

const metadata = z.object({
  Docker: z.object({
    config: z.object({
      User: z.string(),
      Entrypoint: z.array(z.string()),
      Cmd: z.array(z.string()),
      Labels: z.record(z.string(), z.string()),
      Healthcheck: z.object({ Test: z.array(z.string()) }),
    }),
  }),
});

const reason = whyNoContainers();
const title = reason === undefined ? '' : ` (skipped: ${reason})`;

describeWith('buildah', 'the container image', () => {
  describeWith('debootstrap', 'on a small Debian system', () => {
    describe.skipIf(reason !== undefined)(`built and run${title}`, () => {
      let store: BuildahStore;
      let base: BaseImage;
      let panel: RecordingPanel | undefined;
      let panelFolder: PanelFolder | undefined;
      let container: Container;
      let gateway: ContainerProcess | undefined;
      let url = '';
      let config: z.infer<typeof metadata>['Docker']['config'];

      beforeAll(async () => {
        store = makeBuildahStore();
        base = await makeNodeBaseImage(store);
        const context = join(store.folder, 'checkout');
        cpSync(project, context, { recursive: true, filter: (path) => !leftOut.has(basename(path)) });
        execFileSync('chmod', ['-R', 'go=', context]);
        const how = ['--isolation', 'chroot', '--network', 'host', '--format', 'docker', '--pull-never'];
        const args = ['--build-arg', `BASE=${base.name}`, '--build-arg', 'REVISION=0123abc'];
        await store.run('build', ...how, ...args, '--file', join(context, 'docker/Dockerfile'), '--tag', image, context);
        config = metadata.parse(JSON.parse(await store.run('inspect', '--type', 'image', image))).Docker.config;

        panel = await startRecordingPanel({ tls: readCertificate('panel') });
        panelFolder = await makePanelFolder({ keys: Object.values(keys) });
        const files = await layFiles(store.folder, panelFolder.root, panel.origin);
        container = await makeContainer(store, { image, user: `${uid}:${uid}`, mounts: files });
      });
      afterAll(async () => {
        await gateway?.kill();
        await panel?.stop();
        await panelFolder?.remove();
        store.remove();
      });

      it('says what it is', () => {
        const { version } = z
          .object({ version: z.string() })
          .parse(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')));

        expect(config.Labels).toMatchObject({
          'org.opencontainers.image.title': 'Hearthgate',
          'org.opencontainers.image.licenses': 'Apache-2.0',
          'org.opencontainers.image.version': version,
          'org.opencontainers.image.revision': '0123abc',
          'org.opencontainers.image.base.name': 'localhost/node:24-slim',
        });
        expect(config.User).toBe('10001:10001');
      });

      it('adds the bundle to its base and nothing else, which every user reads and none but root writes', () => {
        const before = base.files;
        const after = container.files;
        const added = after.filter((line) => !before.includes(line));
        const bundle = /^\/app\/dist\/(?:cli|chunks)\/(?:[\w/-]+\/ 755|[\w/.-]+\.js(?:\.map)? 644) 0:0$/;

        expect(added.filter((line) => !bundle.test(line))).toEqual([
          '/app/ 755 0:0',
          '/app/LICENSE 644 0:0',
          '/app/THIRD-PARTY-LICENSES 644 0:0',
          '/app/dist/ 755 0:0',
          '/app/dist/chunks/ 755 0:0',
          '/app/dist/cli/ 755 0:0',
          '/app/dist/page/ 755 0:0',
          '/app/dist/page/icon.svg 644 0:0',
          '/app/dist/page/index.html 644 0:0',
          '/app/dist/page/page.css 644 0:0',
          '/app/dist/page/page.js 644 0:0',
          '/app/package.json 644 0:0',
          '/var/lib/hearthgate/ 770 10001:0',
        ]);
        expect(added).toContain('/app/dist/cli/main.js 644 0:0');
        expect(before.filter((line) => !after.includes(line))).toEqual([]);
      });

      it('gives a user whom it does not know no file that can be written', async () => {
        const { code, output } = await container.run(['touch', '/app/x', '/tmp/x']);

        expect(output.match(/Read-only file system/g)).toHaveLength(2);
        expect(code).not.toBe(0);
      });

      it('starts as that user, and forwards a permitted call', async () => {
        gateway = container.start([...config.Entrypoint, ...config.Cmd]);
        url = await listening(gateway);

        expect(await callOver(url, callWith(keys.root, 'v-list-users'))).toBe(200);
        expect(panel?.requests).toHaveLength(1);
      });

      it('refuses a call that its key may not make', async () => {
        expect(await callOver(url, callWith(keys.alice, 'v-delete-user', 'alice'))).toBe(401);
        expect(panel?.requests).toHaveLength(1);
      });

      it('is healthy by its own health check', async () => {
        const [kind, ...command] = config.Healthcheck.Test;

        expect([kind, command.slice(2)]).toEqual(['CMD', ['ready', '--config', '/etc/hearthgate/gateway.yaml']]);
        expect(await container.run(command)).toEqual({ code: 0, output: '' });
      });

      it('ends with 0 on SIGTERM, keeps its data as that user, and is not healthy any more', async () => {
        gateway?.signal('SIGTERM');

        expect(await gateway?.exited).toBe(0);
        const data = join(store.folder, 'data');
        expect(readdirSync(data).map((name) => statSync(join(data, name)).uid)).toContain(uid);
        expect((await container.run(config.Healthcheck.Test.slice(1))).code).not.toBe(0);
      });
    });
  });
});

/** Configuration, secret, data and the panel's files, all of them the user's. */
async function layFiles(folder: string, panelRoot: string, origin: string): Promise<readonly Mount[]> {
  const at = (name: string): string => join(folder, name);
  const shipped = z.looseObject({ admin: z.looseObject({}), panels: z.array(z.looseObject({})) });
  const {
    admin,
    panels: [main],
    ...others
  } = shipped.parse(parse(readFileSync(join(project, 'docker/gateway.yaml'), 'utf8')));
  const configuration = {
    ...others,
    listen: [{ host: '127.0.0.1', port: 0, tls: 'panel' }],
    admin: { ...admin, port: await freePort() },
    clients: { allow: ['127.0.0.1'] },
    panels: [{ ...main, url: origin }],
  };
  writeFileSync(at('gateway.yaml'), JSON.stringify(configuration));
  writeFileSync(at('admin_token'), 'token-of-the-test-0123456789\n', { mode: 0o400 });
  mkdirSync(at('data'));
  mkdirSync(join(panelRoot, 'ssl'));
  for (const ending of ['crt', 'key']) {
    copyFileSync(new URL(`../fixtures/tls/panel.${ending}`, import.meta.url), join(panelRoot, 'ssl', `certificate.${ending}`));
  }
  chmodSync(join(panelRoot, 'ssl/certificate.key'), 0o600);
  execFileSync('chown', ['-R', `${uid}:${uid}`, panelRoot, ...['gateway.yaml', 'admin_token', 'data'].map(at)]);
  return [
    { from: at('gateway.yaml'), to: '/etc/hearthgate/gateway.yaml' },
    { from: at('admin_token'), to: '/run/secrets/admin_token' },
    { from: at('data'), to: '/var/lib/hearthgate', isWritable: true },
    { from: panelRoot, to: '/usr/local/hestia' },
  ];
}

function listening({ stderr, exited }: ContainerProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const [, url] = /"urls":\["([^"]+)"/.exec(log) ?? [];
      if (url !== undefined) resolve(url);
    });
    void exited.then((code) => reject(new Error(`the gateway did not start (${code}):\n${log}`)));
  });
}

/** Over TLS, with the certificate that the panel has. @returns the status */
function callOver(url: string, fields: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { cert } = readCertificate('panel');
    const request = httpsRequest(new URL('/api/', url), { method: 'POST', agent: false, ca: cert, headers });
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
    request.end(new URLSearchParams(fields).toString());
  });
}
