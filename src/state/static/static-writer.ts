import { replaceFile } from '../../disk/files/replace-file.ts';
import type { PanelState } from '../../domain/panel/panel-state.ts';
import { documentOf } from './panel-document.ts';

const mode = 0o640;

/**
 * Replaces a static file atomically: readers find either the old one or the new one, complete.
 *
 * @param writtenAtMs when the panel was read, by the wall clock
 * @throws Error of the system, with its code
 */
export async function writeStaticFile(file: string, state: PanelState, writtenAtMs: number): Promise<void> {
  const content = documentOf(state, writtenAtMs)
    .map((piece) => `${JSON.stringify(piece)}\n`)
    .join('');
  await replaceFile(file, { content, mode });
}
