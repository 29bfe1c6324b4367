import type { Check, PanelFacts } from '../domain/step.ts';

/** An empty command is a health check of real clients: answered at once, before any credential is looked at. */
export const commandNamed: Check<PanelFacts> = {
  kind: 'check',
  name: 'command-named',
  judge: ({ call }) => (call.command === '' ? { reason: 'command_missing' } : undefined),
};
