import { readFileSync } from 'node:fs';

/** The version of this program, from its package.json. */
export function programVersion(): string {
  // The same place from src/config and from dist/config.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) {
    throw new TypeError('package.json has no version');
  }
  return String(manifest.version);
}
