import { closeSync, constants, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PanelState } from '../domain/panel-state.ts';
import { documentOf } from './panel-document.ts';

const mode = 0o640;
const createAnew = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes a static file in one step: whoever reads it finds the old one or the new one, whole, also after a power cut. While it is written
 * it lies beside its place as `FILE.new`, so that a full disk leaves the old one as it was.
 *
 * @param writtenAtMs when the panel was read, by the wall clock
 * @throws Error of the system, with its code
 */
export function writeStaticFile(file: string, state: PanelState, writtenAtMs: number): void {
  const text = documentOf(state, writtenAtMs)
    .map((piece) => `${JSON.stringify(piece)}\n`)
    .join('');
  const beside = `${file}.new`;
  // What a writer left that was ended in the midst of it.
  rmSync(beside, { force: true });
  try {
    writeWhole(beside, text);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(file));
}

function writeWhole(path: string, text: string): void {
  const descriptor = openSync(path, createAnew, mode);
  try {
    writeFileSync(descriptor, text);
    // The mask of the process may have taken the group's right to read.
    fchmodSync(descriptor, mode);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** So that the new name outlives a power cut. */
function syncFolder(path: string): void {
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
