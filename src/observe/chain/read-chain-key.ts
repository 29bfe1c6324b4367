import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StartError } from '../../domain/start-error.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { type ChainKey, parseChainKey } from './chain-key.ts';

const maxBytes = 1024;

/** @throws StartError that says why there is no key, and what to do */
export function readChainKey(path: string): ChainKey {
  const key = parseChainKey(textOfFile(path));
  if (key !== undefined) return key;
  throw new StartError('EAUDITSTART', `${path} holds no key of an audit log; bring back the file as it was, or move it away`);
}

function textOfFile(path: string): string {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!fstatSync(descriptor).isFile()) return '';
      const bytes = Buffer.alloc(maxBytes);
      return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, maxBytes, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new StartError('EAUDITSTART', `${path} cannot be read: ${errorText(error)}`, { cause: error });
  }
}
