import type { Check, CountedCheck, ProvenFacts } from '../domain/judging/step.ts';
import { refusedCommands } from './refused-commands.ts';

/** The same check, with its objections counted: a run of refused commands is no attack, but one without end is stopped. */
export function countedWhenRefused(check: Check<ProvenFacts>): CountedCheck<ProvenFacts> {
  return { kind: 'counted-check', check, limit: refusedCommands };
}
