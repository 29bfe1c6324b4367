import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StartError } from '../../domain/start-error.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { takeChainKey } from './chain-key-bytes.ts';
import type { ChainKey } from './chain-key.ts';

const maxBytes = 1024;

/** @throws StartError that says why there is no key, and what to do */
export function readChainKey(path: string): ChainKey {
  const bytes = bytesOfFile(path);
  const key = takeChainKey(bytes);
  bytes.fill(0);
  if (key !== undefined) return key;
  throw new StartError('EAUDITSTART', `${path} holds no key of an audit log; bring back the file as it was, or move it away`);
}

function bytesOfFile(path: string): Buffer {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!fstatSync(descriptor).isFile()) return Buffer.alloc(0);
      const bytes = Buffer.alloc(maxBytes);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, maxBytes, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new StartError('EAUDITSTART', `${path} cannot be read: ${errorText(error)}`, { cause: error });
  }
}
