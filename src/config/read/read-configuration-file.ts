import { readFile } from 'node:fs/promises';
import { fileFault } from '../../disk/files/file-fault.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { systemFaultOf } from '../../domain/text/system-fault.ts';
import { ConfigurationError } from '../text/configuration-error.ts';
import type { Configuration } from '../shape/configuration-shape.ts';
import type { Environment } from '../text/fill-from-environment.ts';
import { readConfiguration } from './read-configuration.ts';

/**
 * Reads a configuration file.
 *
 * @throws ConfigurationError also where the file cannot be read
 */
export async function readConfigurationFile(path: string, env: Environment): Promise<Configuration> {
  const text = await readText(path);
  return readConfiguration(text, { file: path, env });
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ConfigurationError(path, [{ path: '', text: unreadableText(error) }], error);
  }
}

/** Why a configuration cannot be read, in words. */
export function unreadableText(error: unknown): string {
  const fault = systemFaultOf(error);
  switch (fault.code) {
    case 'ENOENT':
      return 'there is no such file; name the one that you mean with --config';
    case 'EISDIR':
      return 'is a folder; name the file in it with --config';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'is not UTF-8; save it as UTF-8';
    default:
      return fileFault(fault) ?? `cannot be read: ${errorText(error)}`;
  }
}
