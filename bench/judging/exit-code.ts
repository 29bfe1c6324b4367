import type { CaseResult } from './figure.ts';

/** 1: a figure falls short of its bar, or a case could not be measured. 2: that is not known, because a row with a bar is not valid. */
export function exitCodeOf(results: readonly CaseResult[]): 0 | 1 | 2 {
  const figures = results.flatMap((result) => result.figures);
  if (results.some(({ isBroken }) => isBroken === true) || figures.some(({ verdict }) => verdict.kind === 'short')) return 1;
  return figures.some(({ verdict, bar }) => verdict.kind === 'not-valid' && bar !== undefined) ? 2 : 0;
}
