/** Why a file of a secret, or a list that decides who may call, is not used, in words. It has a code, so that it is told as the system's own errors are, without a stack. */
export class FileRefusedError extends Error {
  override readonly name = 'FileRefusedError';
  readonly code = 'EFILEREFUSED';
}
