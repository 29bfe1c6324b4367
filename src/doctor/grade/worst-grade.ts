import type { Finding } from '../look/finding.ts';

/** 0: all is well. 1: somebody should look, or something could not be known. 2: something is wrong or open. */
export type WorstGrade = 0 | 1 | 2;

const numbers: Readonly<Record<Finding['grade'], WorstGrade>> = { well: 0, unknown: 1, warning: 1, fault: 2 };

export function worstGrade(findings: readonly Finding[]): WorstGrade {
  const all = new Set(findings.map(({ grade }) => numbers[grade]));
  if (all.has(2)) return 2;
  return all.has(1) || findings.length === 0 ? 1 : 0;
}
