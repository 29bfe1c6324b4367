import { isAbsolute, normalize } from 'node:path';
import { leaf } from './leaf.ts';
import { textForm } from '../text/written-form.ts';

/** As long as the system takes one, without the final NUL. */
const maxBytes = 107;

/** The path of a Unix socket that somebody else makes, in its shortest form. */
export function socketPath() {
  return leaf(
    'an absolute path such as /run/hearthgate-inside/api.sock',
    (raw, fault) => {
      if (typeof raw !== 'string' || !isAbsolute(raw) || raw.includes('\0') || raw.endsWith('/')) return undefined;
      const bytes = Buffer.byteLength(raw);
      return bytes > maxBytes ? fault(`is ${bytes} bytes long; the path of a socket has at most ${maxBytes}`) : normalize(raw);
    },
    textForm('path'),
  );
}
