import { isCommandName } from '../domain/call/bounds.ts';
import type { Check, CallFacts } from '../domain/judging/step.ts';

/** A name and nothing else: no path, no shell characters, at most 64 characters. */
export const commandWellFormed: Check<CallFacts> = {
  kind: 'check',
  name: 'command_invalid',
  judge: ({ call: { command } }) => (isCommandName(command) ? undefined : { reason: 'command_invalid', command }),
};
