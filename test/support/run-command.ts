import { spawn } from 'node:child_process';
import { once } from 'node:events';

interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  /** Of both streams. */
  readonly output: string;
}

/** Runs a command, while this process goes on: a panel in it answers, and the runner of the tests hears from it. */
export async function runCommand([program = '', ...args]: readonly string[], env = process.env): Promise<CommandResult> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, stdout, output };
}
