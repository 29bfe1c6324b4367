/** Why the folder `data` cannot be used, in words. It has a code, so that it is told as the system's own errors are, without a stack. */
export class DataStartError extends Error {
  override readonly name = 'DataStartError';
  readonly code = 'EDATASTART';
}
