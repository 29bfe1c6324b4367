import type { TestCase } from '../../config/cases/read-cases.ts';

/** A case, and what became of it. */
export interface TestedCase {
  readonly tested: TestCase;
  /** `permitted`, or the reason. */
  readonly found: string;
  readonly change: string | null;
}

/** `line 12: v-list-user, key ID from 192.0.2.7`. */
export function caseName({ line, command, key, from, panel }: TestCase): string {
  const at = panel === undefined ? '' : ` at panel ${panel}`;
  return `line ${line ?? '?'}: ${command || 'no command'}, key ${key} from ${from}${at}`;
}
