import { createHash } from 'node:crypto';
import { exitCode } from '../terminal/exit-code.ts';
import { readBounded } from '../terminal/read-bounded.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface DigestTerminal extends Pick<Terminal, 'stdout' | 'stderr'> {
  readonly stdin: AsyncIterable<Buffer | string> & { readonly isTTY?: boolean };
}

const maxBytes = 64 * 1024;

/**
 * Prints the SHA-256 digest of a secret from standard input: of an access key's secret for `secretSha256`, of an API key for
 * `apiKeySha256`. On the command line a secret would be seen by everyone who lists processes.
 *
 * @returns the exit code
 */
export async function digest({ stdin, stdout, stderr }: DigestTerminal): Promise<number> {
  if (stdin.isTTY === true) stderr.write('Type or paste the secret, then Enter and Ctrl-D:\n');
  const bytes = await readBounded(stdin, maxBytes);
  if (bytes === undefined) {
    stderr.write(`hearthgate: digest reads one secret from standard input, and it is longer than ${maxBytes} bytes\n`);
    return exitCode.usage;
  }
  const secret = withoutLineEnd(bytes);
  if (secret.length === 0) {
    stderr.write('hearthgate: digest reads a secret from standard input, and it is empty\n');
    return exitCode.usage;
  }
  stdout.write(`${createHash('sha256').update(secret).digest('hex')}\n`);
  return exitCode.ok;
}

/** One line end, as `echo` and editors add it; nothing else is taken off. */
function withoutLineEnd(bytes: Buffer): Buffer {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
}
