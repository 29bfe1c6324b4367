import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessKey, Profile } from '../../domain/panel/panel-state.ts';
import { readAccessKeyFile } from '../../hestia/files/access-key-file.ts';
import { readPanelConf } from '../../hestia/files/panel-conf.ts';
import { readProfileFile } from '../../hestia/files/profile-file.ts';
import { panelPaths } from '../../host/panel-paths.ts';

/** The access keys and profiles of this host's panel, without any secret. */
export interface PanelKeys {
  /** Undefined: it is not known. */
  readonly rootUser: string | undefined;
  readonly keys: readonly AccessKey[];
  readonly oddKeys: readonly { readonly id: string; readonly faults: readonly string[] }[];
  readonly profiles: ReadonlyMap<string, Profile>;
}

export function readPanelKeys(): PanelKeys {
  const readings = filesIn(panelPaths.keys).map(({ name, text }) => ({ id: name, reading: readAccessKeyFile(name, text) }));
  const profiles = filesIn(panelPaths.profiles).flatMap(({ name, text }) => {
    const reading = readProfileFile(text);
    return reading.kind === 'profile' ? [[name, reading.profile] as const] : [];
  });
  return {
    rootUser: readPanelConf(readFileSync(panelPaths.conf, 'latin1')).rootUser,
    keys: readings.flatMap(({ reading }) => (reading.kind === 'key' ? [reading.key] : [])),
    oddKeys: readings.flatMap(({ id, reading }) => (reading.kind === 'faults' ? [{ id, faults: reading.faults }] : [])),
    profiles: new Map(profiles),
  };
}

function filesIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, text: readFileSync(join(folder, name), 'latin1') }));
}
