import { printableJson } from '../domain/text/printable.ts';

/** JSON for people and programs: indented, and without what a terminal would obey. */
export function jsonText(content: unknown): string {
  return `${printableJson(JSON.stringify(content, undefined, 2))}\n`;
}
