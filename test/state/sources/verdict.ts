import type { Clock } from '../../../src/domain/clock.ts';
import type { PanelState } from '../../../src/domain/panel/panel-state.ts';
import { accessKeyCredential, callWith, worldWith } from '../../support/facts.ts';
import { verdictOf } from '../../support/judge-world.ts';

interface AskedCall {
  readonly key: { readonly id: string; readonly secret: string };
  readonly command: string;
  /** Its only argument. */
  readonly user: string;
}

/** Older than this, and a state decides nothing. */
export const maxAgeMs = 600_000;

/** What becomes of a call on a state: `permitted`, or the reason for the refusal. */
export function verdict({ key, command, user }: AskedCall, state: PanelState | undefined, clock: Clock): Promise<string> {
  const call = callWith({ credential: accessKeyCredential(key.id, key.secret), command, args: [user] });
  const isStale = state !== undefined && clock.monotonicMs() - state.readAtMs > maxAgeMs;
  const { denial } = verdictOf(worldWith({ state, isStale, call, commandTable: new Map() }));
  return Promise.resolve(denial?.reason ?? 'permitted');
}
