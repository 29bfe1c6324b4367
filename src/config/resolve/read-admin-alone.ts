import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { AdminListenSettings } from '../../domain/policy/settings.ts';
import { adminSection } from '../sections/admin-section.ts';
import { type Environment, fillFromEnvironment } from '../text/fill-from-environment.ts';
import { isMapping } from '../text/is-mapping.ts';
import { parseYaml } from '../text/parse-yaml.ts';
import { adminSettings } from './settings-from.ts';

/**
 * Reads from a configuration that has faults where its gateway has its second listener.
 *
 * @returns the usual place where it does not say that; undefined where that is at fault itself
 */
export async function readAdminAlone(file: string, env: Environment): Promise<AdminListenSettings | undefined> {
  const { value: configuration, placeOf } = parseYaml(await textOf(file));
  const admin = isMapping(configuration) ? configuration['admin'] : undefined;
  const { success, data } = adminSection.optional().safeParse(fillFromEnvironment(admin, env, placeOf).value);
  return success ? adminSettings(data, (path) => resolve(dirname(file), path)) : undefined;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // The reason was reported before.
    return '';
  }
}
