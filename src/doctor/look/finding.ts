/** How a part stands. `unknown` is neither well nor wrong: somebody has to look. */
export type Grade = 'well' | 'unknown' | 'warning' | 'fault';

/** What puts it right: a command as it can be pasted, or what to change by hand. */
export type Mend = { readonly kind: 'command'; readonly text: string } | { readonly kind: 'words'; readonly text: string };

/** What was found of one part. */
export interface Finding {
  /** One word or two: `panel`, `sign-on`. */
  readonly part: string;
  readonly grade: Grade;
  readonly what: string;
  /** Undefined only where nothing is to be done. */
  readonly mend?: Mend;
}

export const byCommand = (text: string): Mend => ({ kind: 'command', text });
export const byHand = (text: string): Mend => ({ kind: 'words', text });

/** Findings of one part, by their grades. */
export function tellOf(part: string) {
  return {
    well: (what: string): Finding => ({ part, grade: 'well', what }),
    unknown: (what: string, mend: Mend): Finding => ({ part, grade: 'unknown', what, mend }),
    warning: (what: string, mend: Mend): Finding => ({ part, grade: 'warning', what, mend }),
    fault: (what: string, mend: Mend): Finding => ({ part, grade: 'fault', what, mend }),
  } as const;
}

const fewNames = 5;

/** Some of many names, in words: `a, b and 7 more`. */
export function someOf(names: readonly string[]): string {
  const more = names.length - fewNames;
  return more > 0 ? `${names.slice(0, fewNames).join(', ')} and ${more} more` : names.join(', ');
}
