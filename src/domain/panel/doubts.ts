import type { Credential } from '../call/call.ts';
import type { PanelState } from './panel-state.ts';

/**
 * Keys that the panel's API refused although the gateway had allowed them. Two views can differ for a moment: a key that was deleted a second ago
 * is forwarded, and the panel refuses it. What is asked here is asked again when the call gets its place.
 */
export interface Doubts {
  /** The state is older than the disagreement, so it cannot vouch for this credential. */
  readonly areHeldAgainst: (credential: Credential, state: PanelState) => boolean;
}
