/** Why a socket that was handed to the gateway cannot be listened on, in words. It has a code, so that it is told without a stack. */
export class HandedSocketError extends Error {
  override readonly name = 'HandedSocketError';
  readonly code = 'EHANDEDSOCKET';
}
