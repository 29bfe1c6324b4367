import type { Check, ProvenFacts } from '../domain/judging/step.ts';

/** A command that the panel does not have would be a failed login in the panel's log. */
export const commandExists: Check<ProvenFacts> = {
  kind: 'check',
  name: 'command_unknown',
  judge: ({ call: { command }, state }) => (state.commands.has(command) ? undefined : { reason: 'command_unknown', command }),
};
