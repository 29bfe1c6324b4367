/** The other end did not prove that it is the panel. Nothing was sent to it. */
export class PanelUntrustedError extends Error {
  override readonly name = 'PanelUntrustedError';
}
