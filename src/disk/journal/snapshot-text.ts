import { fileVersion } from './read-journaled.ts';

/**
 * The text of a file that `readSnapshot` reads, in pieces.
 *
 * @param journal number of the first journal that counts beside it
 */
export function* snapshotText(journal: number, content: Iterable<string>): Generator<string> {
  yield `{"version":${fileVersion},"journal":${journal},`;
  yield* content;
  yield '}\n';
}
