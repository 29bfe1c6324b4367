import { errorText } from '../domain/text/error-text.ts';
import { examinations } from './examinations.ts';
import { byHand, type Finding, tellOf } from './look/finding.ts';
import type { Examination, Looking } from './look/looking.ts';

/** Looks at everything, and changes nothing. What an examination cannot find out is told as unknown, with the reason. */
export async function examine(looking: Looking, all = examinations): Promise<readonly Finding[]> {
  const findings = await Promise.all([...all].map(async ([name, examination]) => findingsOf(name, examination, looking)));
  return findings.flat();
}

async function findingsOf(name: string, examination: Examination, looking: Looking): Promise<readonly Finding[]> {
  try {
    return await examination(looking);
  } catch (error) {
    return [tellOf(name).unknown(`it could not be looked at: ${errorText(error)}`, byHand('mend that, and run it again'))];
  }
}
