import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const project = new URL('../../', import.meta.url).pathname;

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the built program that every user can read. */
    readonly program: string;
  }
}

/**
 * Runs once before all suites: copies the built program, with the packages that it runs on, to where every user can read it. The project
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
  const { packages }: Lockfile = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  const needed = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true,
  );
  const paths = ['dist', 'package.json', ...needed.map(([name]) => name)];
  const { status, stderr } = spawnSync('cp', ['-r', '--parents', ...paths, folder], { cwd: project, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the program cannot be copied: ${stderr}`);
  return folder;
}
