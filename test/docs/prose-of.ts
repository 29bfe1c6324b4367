import { withoutCode } from './without-code.ts';

/** What people read of a page: without code, in blocks or within a line, and without the targets of links. */
export function proseOf(text: string): string {
  return withoutCode(text)
    .replace(/`[^`]+`/g, '')
    .replace(/\]\([^()\s]+\)/g, ']');
}
