import type { KeyCredential } from '../call/call.ts';
import type { PanelState } from './panel-state.ts';

/**
 * Keys that the panel's API refused although the gateway had allowed them. Two views can differ for a moment: a key that was deleted a second ago
 * is forwarded, and the panel refuses it. What is asked here is asked again when the call gets its place. A password is never in doubt: the panel
 * alone judges it, whatever the state says.
 */
export interface Doubts {
  /** The state is older than the disagreement, so it cannot vouch for this key. */
  readonly areHeldAgainst: (credential: KeyCredential, state: PanelState) => boolean;
}
