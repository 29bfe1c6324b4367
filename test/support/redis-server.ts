import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireServer } from './servers.ts';

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** What it wrote since it was started last. */
  readonly output: () => string;
  /** Stops answering, with every connection open. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends it at once. It keeps nothing. */
  readonly kill: () => Promise<void>;
  /** On the same port again, empty. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface RedisServerOptions {
  /** Over the defaults: `{ requirepass: '…' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A file of settings that the server rewrites, as a sentinel's. */
  readonly file?: (port: number) => string;
  /** Listens with TLS alone. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

/** A real Redis on a free port of 127.0.0.1 that writes nothing to the disk. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const file = options.file?.(port);
  const settings = {
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    ...(options.tls === undefined ? { port: String(port) } : tlsSettings(port, options.tls)),
    ...options.settings,
  };
  const args =
    file === undefined ? Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]) : [file, '--sentinel'];
  const outputs: string[] = [];
  let child = await run(args, outputs);
  const kill = (): Promise<void> => end(child);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    output: () => outputs.join(''),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill,
    restart: async () => {
      await kill();
      child = await run(args, outputs);
    },
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Below the ports that systems give out by themselves; a node of a cluster needs the one 10,000 above, too. */
async function freePort(): Promise<number> {
  const port = 12_000 + Math.floor(Math.random() * 10_000);
  return (await isFree(port)) && (await isFree(port + 10_000)) ? port : freePort();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function tlsSettings(port: number, { certFile, keyFile }: NonNullable<RedisServerOptions['tls']>): Record<string, string> {
  return {
    port: '0',
    'tls-port': String(port),
    'tls-cert-file': certFile,
    'tls-key-file': keyFile,
    'tls-auth-clients': 'no',
  };
}

function run(args: readonly string[], outputs: string[]): Promise<ChildProcess> {
  outputs.length = 0;
  return new Promise((resolve, reject) => {
    const child = spawn(requireServer('redis-server'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (chunk: Buffer) => {
      outputs.push(chunk.toString());
      if (/Ready to accept connections|Sentinel ID is/.test(outputs.join(''))) resolve(child);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`redis-server did not start:\n${outputs.join('')}`)));
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
