import { errorText } from '../../../domain/text/error-text.ts';
import type { Log } from '../../../domain/log.ts';
import type { Secret } from '../../../domain/secret.ts';

/** Reads a password anew. May throw. */
export type ReadPassword = () => Secret;

/**
 * A password as it is at the moment of a connection: it may have been changed since the last one. While it cannot be read, the last one that
 * could be is used, and the log says why; once for each cause.
 *
 * @throws whatever the first reading throws
 */
export function passwordSource(read: ReadPassword, log: Log): () => string {
  let newest = read();
  let told: string | undefined;
  return () => {
    try {
      newest = read();
      told = undefined;
    } catch (error) {
      const text = errorText(error);
      if (text !== told) log.warn('a password for Redis cannot be read: the last one is used', { error: text });
      told = text;
    }
    // Redis reads passwords as bytes; the client writes text as UTF-8.
    return Buffer.from(newest.reveal(), 'latin1').toString();
  };
}
