import { readFileSync } from 'node:fs';
import { isMapping } from '../text/is-mapping.ts';
import { parseYaml } from '../text/parse-yaml.ts';

/** Parsed in some 50 ms. Longer lists belong in files of their own. */
const maxCharacters = 128 * 1024;

export interface SoughtEntry {
  readonly panel: string;
  readonly list: 'allow' | 'deny';
  readonly text: string;
}

/**
 * The line of a configuration file on which an entry of a list of clients stands, that of the panel or of the top level.
 *
 * @returns undefined where it stands on none of it, or the file cannot be read now or is so large that others would wait
 */
export function entryLine(file: string, { panel, list, text }: SoughtEntry): number | undefined {
  const content = textOf(file);
  if (content.length > maxCharacters) return undefined;
  const { value, placeOf } = parseYaml(content);
  const panels = isMapping(value) && Array.isArray(value['panels']) ? value['panels'] : [];
  const index = panels.findIndex((each) => isMapping(each) && (each['name'] ?? 'main') === panel);
  const places = [
    ['panels', index, 'clients', list],
    ['clients', list],
  ];
  for (const path of places) {
    const at = positionIn(valueAt(value, path), text);
    if (at !== undefined) return placeOf([...path, ...at], 'value')?.line;
  }
  return undefined;
}

/** A list may be one text, and an entry hold several. */
function positionIn(list: unknown, text: string): readonly number[] | undefined {
  if (typeof list === 'string') return holds(list, text) ? [] : undefined;
  if (!Array.isArray(list)) return undefined;
  const index = list.findIndex((each) => typeof each === 'string' && holds(each, text));
  return index === -1 ? undefined : [index];
}

function holds(entries: string, text: string): boolean {
  return entries.split(/[,\s]+/).includes(text);
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((at: unknown, step) => {
    if (Array.isArray(at)) return at[Number(step)];
    return isMapping(at) ? at[String(step)] : undefined;
  }, value);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // What was read from it last is in force; where that stood cannot be told now.
    return '';
  }
}
