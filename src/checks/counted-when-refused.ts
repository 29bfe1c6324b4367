import type { Check, CountedCheck, KeyCheck, ProvenFacts } from '../domain/judging/step.ts';
import { refusedCommands } from './refused-commands.ts';

/** The same check, with its refusals counted: a few refused commands are normal, an endless series is stopped. */
export function countedWhenRefused(check: Check<ProvenFacts> | KeyCheck): CountedCheck {
  return { kind: 'counted-check', check, limit: refusedCommands };
}
