import { decideOnCall } from '../../../src/checks/decide.ts';
import type { Clock } from '../../../src/domain/clock.ts';
import type { PanelState } from '../../../src/domain/panel-state.ts';
import { Standings } from '../../../src/domain/standings.ts';
import type { CallFacts } from '../../../src/domain/step.ts';
import { accessKeyCredential, arrivalWith, callWith, policyWith } from '../../support/facts.ts';
import { guardWith } from '../../support/guard.ts';

interface AskedCall {
  readonly key: { readonly id: string; readonly secret: string };
  readonly command: string;
  /** Its only argument. */
  readonly user: string;
}

/** Older than this, and a state decides nothing. */
export const maxAgeMs = 600_000;

/** What becomes of a call on a state: `permitted`, or the reason for the refusal. */
export async function verdict({ key, command, user }: AskedCall, state: PanelState | undefined, clock: Clock): Promise<string> {
  const facts: CallFacts = {
    arrival: arrivalWith(),
    policy: policyWith(),
    state,
    stateIsStale: state !== undefined && clock.monotonicMs() - state.readAtMs > maxAgeMs,
    doubts: { areHeldAgainst: () => false },
    bannedMs: undefined,
    standings: new Standings(),
    commandTable: new Map(),
    call: callWith({ credential: accessKeyCredential(key.id, key.secret), command, args: [user] }),
  };
  const decision = await decideOnCall(facts, guardWith());
  return decision.kind === 'permitted' ? decision.kind : decision.denial.reason;
}
