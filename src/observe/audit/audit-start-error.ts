/** Why a log that must be there cannot be opened, in words. It has a code, so that it is told as the system's own errors are, without a stack. */
export class AuditStartError extends Error {
  override readonly name = 'AuditStartError';
  readonly code = 'EAUDITSTART';
}
