import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type ListenOptions, type Server } from 'node:net';
import { join } from 'node:path';
import { until } from './until.ts';

export interface HandedGateway {
  /** None where it did not start. */
  readonly urls: readonly string[];
  /** Everything that it wrote to standard error. */
  readonly log: () => string;
  readonly exited: Promise<number | string>;
  /** As a service manager asks it to; resolves with its exit code. */
  readonly stop: () => Promise<number | string>;
}

/** Where a service manager listens: at a path, or on a free port of loopback. */
export type HandedPlace = { readonly path: string } | 'tcp';

/** Waits until whoever opened the sockets has given them up, as a service manager has when it starts a service. */
const managerScript = 'read -r _; LISTEN_PID=$$ exec "$NODE" "$SCRIPT" "$PROGRAM" serve --config gateway.yaml';

/**
 * `hearthgate serve` in a process of its own, as an ordinary user, to which listening sockets are handed over. Resolves when it listens, or has ended.
 *
 * @param program a folder with the built program, as `inject('program')` gives it
 */
export async function startHandedGateway(
  program: string,
  {
    folder,
    configuration,
    places,
  }: { readonly folder: string; readonly configuration: object; readonly places: readonly HandedPlace[] },
): Promise<HandedGateway> {
  writeFileSync(join(folder, 'gateway.yaml'), JSON.stringify(configuration), { mode: 0o644 });
  const servers = await Promise.all(places.map((place) => listen(place === 'tcp' ? { host: '127.0.0.1', port: 0 } : place)));
  const child = spawn('sh', ['-c', managerScript], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe', ...servers.map(descriptorOf)],
    env: {
      ...process.env,
      NODE: process.execPath,
      SCRIPT: new URL('run-as-nobody.mjs', import.meta.url).pathname,
      PROGRAM: program,
      ...(places.length > 0 && { LISTEN_FDS: String(places.length) }),
    },
  });
  await Promise.all(servers.map((server, index) => giveUp(server, places[index])));
  return started(child);
}

async function started(child: ChildProcess): Promise<HandedGateway> {
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  let hasEnded = false;
  const exited = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => {
      hasEnded = true;
      resolve(code ?? signal ?? '');
    }),
  );
  const urls = (): readonly string[] => /"urls":\[([^\]]*)\]/.exec(log)?.[1]?.match(/[^",]+/g) ?? [];
  child.stdin?.end('\n');
  await until(() => hasEnded || urls().length > 0);
  const stop = async (): Promise<number | string> => {
    child.kill('SIGTERM');
    return exited;
  };
  return { urls: urls(), log: () => log, exited, stop };
}

async function listen(options: ListenOptions): Promise<Server> {
  const server = createServer().listen(options);
  await once(server, 'listening');
  return server;
}

function descriptorOf(server: Server): number {
  const handle: unknown = Reflect.get(server, '_handle');
  const fd: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  if (typeof fd !== 'number') throw new TypeError('a server that listens has a file descriptor');
  return fd;
}

/** This process would accept connections, too. Node removes the file of a Unix socket that it closes: so the file gets its name back. */
async function giveUp(server: Server, place: HandedPlace | undefined): Promise<void> {
  const path = typeof place === 'object' ? place.path : undefined;
  if (path !== undefined) linkSync(path, `${path}.kept`);
  server.close();
  await once(server, 'close');
  if (path !== undefined) renameSync(`${path}.kept`, path);
}
