import { isMapping } from './is-mapping.ts';

/** What stands where something else was expected, to complete `found …`. */
export function foundText(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'a mapping';
  // A URL where something else belongs may hold a password.
  if (typeof value === 'string' && /:\/\/.*@/s.test(value)) return 'a URL with a user name';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
