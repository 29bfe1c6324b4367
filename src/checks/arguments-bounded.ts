import { argumentsFit } from '../domain/call/bounds.ts';
import type { Check, CallFacts } from '../domain/judging/step.ts';

/** Command and arguments together fit the panel's own command line. */
export const argumentsBounded: Check<CallFacts> = {
  kind: 'check',
  name: 'arguments_too_long',
  judge: ({ call }) => (argumentsFit(call.command, call.args) ? undefined : { reason: 'arguments_too_long' }),
};
