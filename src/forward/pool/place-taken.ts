/** The result of asking for a place at the panel. */
export type PlaceTaken =
  | { readonly kind: 'place'; readonly release: () => void }
  | { readonly kind: 'busy'; readonly retryAfterMs: number }
  | { readonly kind: 'left' }
  /** As things stand at the panel, the call may not go. */
  | { readonly kind: 'held' }
  /** `turnAway` was called while it waited. */
  | { readonly kind: 'turned-away' };
