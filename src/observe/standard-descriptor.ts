import { constants, fstatSync, openSync } from 'node:fs';

/** Standard output or standard error, by its file descriptor. */
export type StandardStream = 1 | 2;

/**
 * A descriptor of a standard stream whose writes fail with EAGAIN where its reader does not keep up, instead of waiting for it.
 *
 * A pipe or a terminal is opened anew, because whether writes wait is a property that all processes share that have it open. Files are not:
 * two descriptors of one file would each have a position of their own, and write over each other.
 */
export function standardDescriptor(stream: StandardStream): number {
  const stats = fstatSync(stream);
  if (stats.isFIFO() || stats.isCharacterDevice()) {
    try {
      return openSync(`/proc/self/fd/${stream}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch {
      // Another user's pipe, or no /proc: Node's own stream is asked for below.
    }
  }
  // Node makes a pipe or a socket one that does not wait when its stream is first asked for.
  void (stream === 1 ? process.stdout : process.stderr);
  return stream;
}
