import type { Credential } from './call.ts';
import type { PanelState } from './panel-state.ts';

/**
 * What the gateway holds against its own knowledge, after the panel's API has refused what the gateway allowed. Two views can differ for a
 * moment: a key that was deleted a second ago is forwarded, and the panel refuses it.
 */
export interface Doubts {
  /** The state is older than the disagreement, so it cannot vouch for this credential. */
  readonly areHeldAgainst: (credential: Credential, state: PanelState) => boolean;
}
