import { argumentsFit } from '../domain/bounds.ts';
import type { Check, PanelFacts } from '../domain/step.ts';

/** Command and arguments together fit the panel's own command line. */
export const argumentsBounded: Check<PanelFacts> = {
  kind: 'check',
  name: 'arguments-bounded',
  judge: ({ call }) => (argumentsFit(call.command, call.args) ? undefined : { reason: 'arguments_too_long' }),
};
