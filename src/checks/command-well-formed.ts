import { isCommandName } from '../domain/bounds.ts';
import type { Check, PanelFacts } from '../domain/step.ts';

/** A name and nothing else: no path, no shell characters, at most 64 of them. */
export const commandWellFormed: Check<PanelFacts> = {
  kind: 'check',
  name: 'command-well-formed',
  judge: ({ call: { command } }) => (isCommandName(command) ? undefined : { reason: 'command_invalid', command }),
};
