/** What a row comes to. Only `judgeRatios` and `judgeValues` say `ok`. */
export type Verdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'short' }
  /** There is no bar. */
  | { readonly kind: 'valid' }
  | { readonly kind: 'not-valid'; readonly why: readonly string[] };

/** What a value has to keep. */
export interface Bar {
  readonly kind: 'at-least' | 'at-most';
  readonly value: number;
}

export function isMet({ kind, value: bound }: Bar, value: number): boolean {
  return kind === 'at-least' ? value >= bound : value <= bound;
}
