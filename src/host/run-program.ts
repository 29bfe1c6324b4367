import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { StartError } from '../domain/start-error.ts';

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  /** What the program reads from standard input; else there is none. */
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** Where programs of the system and those that they call are looked for, whatever the caller's PATH says. */
const fixedPath = '/usr/sbin:/usr/bin:/sbin:/bin';
/** In the environment of each program, and of those that it runs in turn, by which they are known when this process is gone. */
export const programMark = 'HEARTHGATE_SETUP=yes';
const usualTimeoutMs = 120_000;
const maxOutputBytes = 64 * 1024 * 1024;

/**
 * Runs a program without a shell, with a fixed environment: of the caller's nothing is handed on.
 *
 * @param path absolute, or a name that is looked for in the fixed PATH
 * @throws StartError where it cannot be run or does not end in time
 */
export async function runProgram(path: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  const { input = '', timeoutMs = usualTimeoutMs } = options;
  const env = { PATH: fixedPath, HOME: '/root', LANG: 'C.UTF-8', HESTIA: '/usr/local/hestia', HEARTHGATE_SETUP: 'yes' };
  return new Promise((resolve, reject) => {
    const child = execFile(
      path,
      args,
      { env, cwd: '/', timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: maxOutputBytes },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
        else reject(new StartError('EHOST', `${commandText(path, args)} ${whyNot(error, timeoutMs)}`, { cause: error }));
      },
    );
    // A program that does not read its input ends all the same.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/**
 * The same where only success will do.
 *
 * @returns what it wrote to standard output
 * @throws StartError with the first line of what it said
 */
export async function mustRun(path: string, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await runProgram(path, args, options);
  if (code === 0) return stdout;
  const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => line.trim() !== '');
  const said = lines.find((line) => /\[(?:emerg|error)\]/.test(line)) ?? lines.at(0) ?? 'it said nothing';
  throw new StartError('EHOST', `${commandText(path, args)} failed (exit code ${code}): ${said.trim()}`);
}

/** A command as a person would type it, without the folder. */
export function commandText(path: string, args: readonly string[]): string {
  return [
    basename(path),
    ...args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`)),
  ].join(' ');
}

function whyNot(error: { readonly code?: unknown; readonly killed?: boolean }, timeoutMs: number): string {
  if (error.code === 'ENOENT') return 'cannot be run: there is no such program';
  if (error.killed === true) return `has not ended within ${timeoutMs / 1000} s`;
  return `cannot be run (${typeof error.code === 'string' ? error.code : 'ended by a signal'})`;
}
