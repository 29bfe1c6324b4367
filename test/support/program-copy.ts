import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const project = new URL('../../', import.meta.url).pathname;

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the built program that every user can read. */
    readonly program: string;
  }
}

/**
 * Runs once before all suites: copies the program as it is shipped, which needs no package beside it, to where every user can read it. The project
 * itself may lie in somebody's closed folder. Suites take the folder by `inject('program')`, and change nothing in it.
 */
export function setup({ provide }: TestProject): () => void {
  const folder = copyProgram();
  provide('program', folder);
  return () => rmSync(folder, { recursive: true });
}

function copyProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), 'program-'));
  chmodSync(folder, 0o755);
  const paths = ['dist/cli', 'dist/chunks', 'dist/page', 'package.json'];
  const { status, stderr } = spawnSync('cp', ['-r', '--parents', ...paths, folder], { cwd: project, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the program cannot be copied: ${stderr}`);
  return folder;
}
