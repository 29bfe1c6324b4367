/** A part by another configuration, which is open and not in force yet. One of both is called, once; neither fails. */
export interface Prepared {
  /** It is in force from now on, in place of what was before. */
  readonly commit: () => void;
  /** Nothing has changed. */
  readonly cancel: () => void;
}
