import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface GatewayProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything that it wrote to standard error. */
  readonly log: () => string;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  readonly stop: () => Promise<void>;
}

/** A file that whoever starts it may change. */
export interface ConfigurationFile {
  readonly file: string;
  readonly text: string;
}

/**
 * `hearthgate serve` in a process of its own, as an ordinary user. Resolves when it listens.
 *
 * @param program a folder with the built program, as `inject('program')` gives it
 */
export async function startGatewayProcess(program: string, configuration: string | ConfigurationFile): Promise<GatewayProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  chmodSync(folder, 0o755);
  const { file, text } =
    typeof configuration === 'string' ? { file: join(folder, 'gateway.yaml'), text: configuration } : configuration;
  writeFileSync(file, text, { mode: 0o644 });
  const script = new URL('run-as-nobody.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, program, 'serve', '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const exited = new Promise<number | string>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal ?? '')));
  const url = await listening(child, () => log);
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  };
  return { url, pid: child.pid ?? 0, log: () => log, signal: (name) => child.kill(name), exited, stop };
}

function listening(child: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', () => {
      const [, url] = /"urls":\["([^"]+)"/.exec(log()) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`the gateway did not start (${code}):\n${log()}`)));
  });
}
