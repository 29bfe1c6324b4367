import type { Check, CallFacts } from '../domain/judging/step.ts';

/** An empty command is a health check of real clients: answered at once, before any credential is looked at. */
export const commandNamed: Check<CallFacts> = {
  kind: 'check',
  name: 'command_missing',
  judge: ({ call }) => (call.command === '' ? { reason: 'command_missing' } : undefined),
};
