/**
 * The connection to the panel did not end as an answer without a length has to end, or what came over it is no answer.
 *
 * The code is undici's own for a connection that broke. A bare `ECONNRESET` would make it take what has come so far for a whole answer.
 */
export class PanelCutError extends Error {
  override readonly name = 'PanelCutError';
  readonly code = 'UND_ERR_SOCKET';
}
