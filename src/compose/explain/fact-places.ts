import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryLine } from '../../config/read/entry-line.ts';
import type { PanelSettings } from '../../domain/policy/settings.ts';

/** Where what decides a call stands; of the panel's own files the path below its root. Undefined: in no file that is known here. */
export interface FactPlaces {
  readonly key: (id: string) => string | undefined;
  readonly profile: (name: string) => string | undefined;
  /** The panel's switch, and its own list of addresses. */
  readonly conf: string | undefined;
  /** Of an entry of a list of clients: the line, and which file where it is not the configuration. */
  readonly entry: (list: 'allow' | 'deny', text: string) => string | undefined;
}

/** @param configuration the file of it; undefined: it is not known */
export function factPlaces(
  { name: panel, state: { source }, addressFiles = {} }: Pick<PanelSettings, 'name' | 'state' | 'addressFiles'>,
  configuration: string | undefined,
): FactPlaces {
  const at = (...path: readonly string[]): string | undefined => (source.kind === 'files' ? join(...path) : fileOf(source));
  return {
    key: (id) => at('data', 'access-keys', id),
    profile: (name) => at('data', 'api', name),
    conf: at('conf', 'hestia.conf'),
    entry: (list, text) => {
      const file = addressFiles[list];
      const line = file === undefined ? undefined : lineOf(file, text);
      if (line !== undefined) return `${file}, line ${line}`;
      const own = configuration === undefined ? undefined : entryLine(configuration, { panel, list, text });
      return own === undefined ? undefined : `line ${own} of the configuration`;
    },
  };
}

function fileOf(source: PanelSettings['state']['source']): string | undefined {
  return source.kind === 'static' ? source.file : undefined;
}

/** Counted from 1. */
function lineOf(file: string, text: string): number | undefined {
  const lines = textOf(file).split('\n');
  const index = lines.findIndex((line) => (line.split('#')[0] ?? '').split(/[\s,]+/).includes(text));
  return index === -1 ? undefined : index + 1;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The list that was read last is in force; its place in the file is not known any more.
    return '';
  }
}
