/** Certificates or keys of a listener cannot be used, in words. It has a code, so that it is told without a stack. */
export class CertificateStartError extends Error {
  override readonly name = 'CertificateStartError';
  readonly code = 'ECERTIFICATESTART';
}
