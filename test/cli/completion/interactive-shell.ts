import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { until } from '../../support/until.ts';

export interface InteractiveShell {
  /** Types keys and Enter. Resolves with the arguments that `hearthgate` was run with. */
  readonly type: (keys: string) => Promise<readonly string[]>;
}

/**
 * A real shell at a terminal of its own, in which `hearthgate` writes down its arguments, one a line and an empty line behind them.
 *
 * @param start the shell, without the settings of any user
 * @param setUp what it is told first
 */
export async function startShell(start: string, setUp: string, folder: string): Promise<InteractiveShell> {
  const child = spawn('script', ['-qec', start, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, TERM: 'xterm', LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => end(child));
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  const called = join(folder, 'called');
  child.stdin.write(
    `unset HISTFILE; hearthgate() { printf '%s\\n' "$@" '' >> ${called}; }\n${setUp}\nPS1='prompt'' of the test '\n`,
  );
  // Not in what is typed, where it stands in two parts.
  await until(() => shown.includes('prompt of the test'));
  let taken = 0;
  return {
    type: async (keys) => {
      child.stdin.write(`${keys}\n`);
      await until(() => existsSync(called) && readFileSync(called, 'utf8').slice(taken).endsWith('\n\n'));
      const text = readFileSync(called, 'utf8').slice(taken);
      taken += text.length;
      return text.trimEnd().split('\n');
    },
  };
}

async function end(child: ChildProcessByStdio<Writable, Readable, null>): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  // Behind whatever is on the line: a shell that has ended by itself writes nothing any more.
  child.stdin.write('\x15exit\n');
  await ended;
}
