import type { CaseResult, Figure } from './figure.ts';

/** The first paragraph of the results: how many of the rows are valid, and what the valid ones say about the bars. */
export function validityText(results: readonly CaseResult[]): string {
  const figures = results.flatMap((result) => result.figures);
  const of = (kind: Figure['verdict']['kind']): Figure[] => figures.filter(({ verdict }) => verdict.kind === kind);
  const [kept, short, invalid] = [of('ok'), of('short'), of('not-valid')];
  const valid = figures.length - invalid.length;
  const broken = results.filter(({ isBroken }) => isBroken === true).length;
  return [
    `Valid rows: ${valid} of ${figures.length}.`,
    `Of these, bar kept: ${kept.length}; bar missed: ${short.length}${casesOf(short)}; without a bar: ${valid - kept.length - short.length}.`,
    `Rows that are not valid: ${invalid.length}${casesOf(invalid)}${invalid.length === 0 ? '' : '; they have no verdict, and their figures stand for nothing'}.`,
    ...(broken === 0 ? [] : [`Cases that could not be measured: ${broken}.`]),
  ].join(' ');
}

/** Why rows are not valid, one line for each row. */
export function invalidityLines(figures: readonly Figure[]): string[] {
  return figures.flatMap(({ part, what, verdict }) =>
    verdict.kind === 'not-valid' ? [`${part}, ${what}: not valid, because ${verdict.why.join('; ')}`] : [],
  );
}

function casesOf(figures: readonly Figure[]): string {
  if (figures.length === 0) return '';
  return ` (${[...new Set(figures.map(({ part }) => part))].map((part) => `case ${part}`).join(', ')})`;
}
