import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StartOptions {
  readonly core: number;
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
}

/** A process that was started here. */
export interface Started {
  readonly pid: number;
  readonly child: ChildProcess;
  /** What it wrote to standard error. */
  readonly stderr: () => string;
  readonly stop: () => Promise<void>;
}

/** Everything that a run leaves behind if nobody cleans up: processes and files. */
export class Workspace {
  readonly folder = mkdtempSync(join(memoryFolder(), 'hearthgate-bench-'));
  readonly #children = new Set<ChildProcess>();
  readonly #folders: string[] = [this.folder];

  /** Starts a process on one core, with a channel for messages. */
  start({ core, command, env = process.env }: StartOptions): Started {
    const child = spawn('taskset', ['-c', String(core), ...command], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-maxStderrChars);
    });
    // taskset becomes the program, so this is the program's own id.
    return { pid: child.pid ?? 0, child, stderr: () => stderr, stop: () => stop(child) };
  }

  /** A folder that is removed at the end. */
  adopt(folder: string): void {
    this.#folders.push(folder);
  }

  /** At once, so that it can also be done on the way out. */
  dispose(): void {
    for (const child of this.#children) {
      // Not SIGKILL: nginx would leave its worker behind.
      child.kill('SIGTERM');
      // A process that is stopped ends when it goes on.
      child.kill('SIGCONT');
    }
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

const maxStderrChars = 100_000;
const patienceMs = 3000;

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await exited;
  clearTimeout(timer);
}

/** In memory where there is such a place: no disk takes part in what is measured. */
function memoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    // No such place here.
    return tmpdir();
  }
}
