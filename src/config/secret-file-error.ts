/** Why a file of a secret cannot be used, in words. It has a code, so that it is told as the system's own errors are, without a stack. */
export class SecretFileError extends Error {
  override readonly name = 'SecretFileError';
  readonly code = 'ESECRETFILE';
}
