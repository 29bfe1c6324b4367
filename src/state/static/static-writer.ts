import { replaceFile } from '../../disk/files/replace-file.ts';
import type { PanelState } from '../../domain/panel/panel-state.ts';
import { documentOf } from './panel-document.ts';

const mode = 0o640;

/**
 * Writes a static file in one step: whoever reads it finds the old one or the new one, whole.
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
