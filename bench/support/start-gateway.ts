import { existsSync, mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from './project-file.ts';
import { ownAddress } from './traffic.ts';
import type { Started, Workspace } from './workspace.ts';

export interface GatewayOptions {
  readonly core: number;
  /** Under this name its files lie in the workspace. */
  readonly name: string;
  readonly panelUrl: string;
  /** Root of the panel's files. */
  readonly panelRoot: string;
  readonly allow: readonly string[];
  /** The load speaks for other addresses. */
  readonly trustsLoad?: boolean;
  /** The panel's certificate for both sides; undefined: no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly maxCalls: number;
  readonly maxQueue?: number;
  /** Under this name clients ask for the panel; needed where there are several. */
  readonly panelHost?: string;
  readonly otherPanels?: readonly OtherPanel[];
  /** Sections of the configuration, each in place of the one that it would have. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A file that its process loads first. */
  readonly preload?: string;
  /** The form that is started: what is shipped, unless it is said. */
  readonly form?: 'bundled' | 'unbundled';
}

interface OtherPanel {
  readonly host: string;
  readonly url: string;
  readonly root: string;
}

export interface RunningGateway extends Started {
  readonly port: number;
  /** From its start to the line that says that it listens. */
  readonly readyAfterMs: number;
  /** Path of its second listener, for metrics. */
  readonly adminSocket: string;
  /** Empties the audit log where it has become large. */
  readonly tidy: () => void;
}

const maxAuditBytes = 200_000_000;

/** `hearthgate serve`, as an administrator runs it: audit and metrics on. Needs the build. */
export async function startGateway(workspace: Workspace, options: GatewayOptions): Promise<RunningGateway> {
  const folder = join(workspace.folder, options.name);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, configurationText(options, folder), { mode: 0o600 });
  const startedAtMs = performance.now();
  const preload = options.preload === undefined ? [] : ['--import', options.preload];
  const command = [
    process.execPath,
    ...gatewayFlags(),
    ...preload,
    projectFile(options.form === 'unbundled' ? 'dist/modules/src/cli/main.js' : 'dist/cli/main.js'),
    'serve',
    '--config',
    file,
  ] as const;
  const started = workspace.start({ core: options.core, command: [...command] });
  const port = await listeningPort(started);
  const audit = join(folder, 'audit.log');
  // Without it the figures would be too good.
  if (!existsSync(audit)) throw new Error('the gateway keeps no audit log');
  const tidy = (): void => {
    if (statSync(audit).size > maxAuditBytes) truncateSync(audit);
  };
  return { ...started, port, readyAfterMs: performance.now() - startedAtMs, adminSocket: adminSocketIn(folder), tidy };
}

/** `BENCH_GATEWAY_FLAGS="--cpu-prof --cpu-prof-dir=FOLDER"` profiles the gateway. */
function gatewayFlags(): string[] {
  return (process.env['BENCH_GATEWAY_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
}

/** JSON is YAML, too. No limit is ever reached: what is measured is the counting. */
function configurationText(options: GatewayOptions, folder: string): string {
  const { allow, trustsLoad = false, tls, settings = {} } = options;
  return JSON.stringify({
    listen: [{ host: '127.0.0.1', port: 0, ...(tls === undefined ? { plaintext: true } : { tls }) }],
    admin: { socket: adminSocketIn(folder) },
    data: folder,
    clients: { allow, trustedProxies: trustsLoad ? [ownAddress] : [] },
    limits: unreachableLimits,
    stop: { grace: '1s' },
    panels: panelsOf(options),
    audit: { file: join(folder, 'audit.log') },
    ...settings,
  });
}

const manyCalls = { calls: 1_000_000_000, per: '1m' };
const manyFailures = { attempts: 1_000_000_000, per: '10m' };
const unreachableLimits = {
  address: manyCalls,
  key: manyCalls,
  refusedCommands: manyCalls,
  failures: { pair: manyFailures, address: manyFailures, key: manyFailures },
};

function adminSocketIn(folder: string): string {
  return join(folder, 'admin.sock');
}

function panelsOf({ panelUrl, panelRoot, panelHost, otherPanels = [], maxCalls, maxQueue = 256 }: GatewayOptions): object[] {
  const concurrency = { calls: maxCalls, queue: maxQueue };
  const hosts = panelHost === undefined ? {} : { hosts: [panelHost] };
  return [
    { name: 'main', ...hosts, url: panelUrl, concurrency, state: { files: panelRoot } },
    ...otherPanels.map(({ host, url, root }, index) => ({
      name: `other-${index}`,
      hosts: [host],
      url,
      concurrency,
      state: { files: root },
    })),
  ];
}

function listeningPort({ child, stderr }: Started): Promise<number> {
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', () => {
      const [, port] = /"urls":\["https?:\/\/127\.0\.0\.1:(\d+)/.exec(stderr()) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', () => reject(new Error(`the gateway did not start:\n${stderr()}`)));
  });
}
