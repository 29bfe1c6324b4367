/** Why the second listener cannot start, in words. It has a code, so that it is told as the system's own errors are, without a stack. */
export class AdminStartError extends Error {
  override readonly name = 'AdminStartError';
  readonly code = 'EADMINSTART';
}
