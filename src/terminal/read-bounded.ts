import { StartError } from '../domain/start-error.ts';
import { systemErrorCode } from '../domain/text/system-error-code.ts';

/**
 * What standard input holds.
 *
 * @returns undefined: it is longer
 * @throws StartError
 */
export async function readBounded(stdin: AsyncIterable<Buffer | string>, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stdin) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      length += bytes.length;
      if (length > maxBytes) return undefined;
      chunks.push(bytes);
    }
  } catch (error) {
    throw new StartError(
      'ESTANDARDINPUT',
      `standard input cannot be read (${systemErrorCode(error)}); give it by a pipe or a file`,
      { cause: error },
    );
  }
  return Buffer.concat(chunks);
}
