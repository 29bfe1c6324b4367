import type { CallFacts, Check } from '../domain/judging/step.ts';

/**
 * A call in TLS early data may be one that somebody recorded and sends again: only what changes nothing is let through (RFC 8470). A command
 * outside the table may change something.
 */
export const notTooEarly: Check<CallFacts> = {
  kind: 'check',
  name: 'too_early',
  judge: ({ base: { arrival, snapshot }, call }) =>
    arrival.isEarly && snapshot.commandTable.get(call.command)?.effect !== 'read' ? { reason: 'too_early' } : undefined,
};
