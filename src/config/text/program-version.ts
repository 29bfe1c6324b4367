import manifest from '../../../package.json' with { type: 'json' };

/** The version of this program, from its package.json. */
export function programVersion(): string {
  return manifest.version;
}
