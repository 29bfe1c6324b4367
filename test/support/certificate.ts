import { readFileSync } from 'node:fs';

/** A test certificate with its key: `panel`, `other`, `ca-signed`, `expired`, `rsa`. */
export function readCertificate(name: string): { readonly cert: Buffer; readonly key: Buffer } {
  const read = (ending: string): Buffer => readFileSync(new URL(`../fixtures/tls/${name}.${ending}`, import.meta.url));
  return { cert: read('crt'), key: read('key') };
}
