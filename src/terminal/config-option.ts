import { asWritten, optional, type Parameter } from './parameter.ts';

/** Where the Debian package and the container image have it. */
const usualFile = '/etc/hearthgate/gateway.yaml';

/** `--config FILE`, the same in each command. */
export function configOption(about: string): Parameter<string> {
  return optional({ placeholder: 'FILE', about, completion: 'file', fallback: usualFile, read: asWritten });
}
