import { hash, type X509Certificate } from 'node:crypto';
import type { Digest } from '../secret.ts';

/**
 * The pin of a certificate: the SHA-256 of its public key in the form SPKI (RFC 7469, section 2.4). It stays the same when a certificate is
 * renewed with the same key.
 *
 * @throws Error when the certificate holds a key of a kind that is not known
 */
export function publicKeyPin(certificate: X509Certificate): Digest {
  return hash('sha256', certificate.publicKey.export({ type: 'spki', format: 'der' }), 'buffer');
}

/** As people read and configure it: `sha256/BASE64`. */
export function pinText(pin: Digest): string {
  return `sha256/${pin.toString('base64')}`;
}
