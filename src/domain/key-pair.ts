import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { errorText } from './error-text.ts';

/** A certificate and its key, as two files hold them. */
export interface KeyPairFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A certificate with the key that belongs to it. Times are of the wall clock, milliseconds since 1970. */
export interface KeyPair {
  readonly validFromMs: number;
  readonly expiresAtMs: number;
  /** What clients that verify certificates may stumble on, in words. */
  readonly warning: string | undefined;
}

type Block = 'certificate' | 'private key';

const beginOf: Readonly<Record<Block, RegExp>> = {
  certificate: /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/g,
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g,
};
const endOf: Readonly<Record<Block, RegExp>> = {
  certificate: /-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g,
  'private key': /-----END (?:[A-Z]+ )*PRIVATE KEY-----/g,
};
const certificateBlock = /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----[^-]*-----END \1-----/g;
const encrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/** Reads a certificate, with its chain, and its key, both PEM. What is wrong with them comes in words: which file, and what to change. */
export function readKeyPair({ certFile, keyFile, cert, key }: KeyPairFiles): KeyPair | string {
  const chain = readChain(cert.toString('latin1'), certFile);
  if (typeof chain === 'string') return chain;
  const privateKey = readKey(key.toString('latin1'), keyFile);
  if (typeof privateKey === 'string') return privateKey;
  const [leaf, ...issuers] = chain;
  if (!leaf.checkPrivateKey(privateKey)) {
    const place = issuers.findIndex((certificate) => certificate.checkPrivateKey(privateKey));
    return place === -1
      ? `the key in ${keyFile} (${typeOf(privateKey)}) is not the key of the certificate in ${certFile} (${typeOf(leaf.publicKey)}); give both of one renewal`
      : `the certificate of the key in ${keyFile} is number ${place + 2} in ${certFile}; put it first, and its issuers after it`;
  }
  return {
    validFromMs: Date.parse(leaf.validFrom),
    expiresAtMs: Date.parse(leaf.validTo),
    warning: disorderIn(chain, certFile),
  };
}

type Chain = readonly [X509Certificate, ...X509Certificate[]];

/** The server's own certificate first. */
function readChain(text: string, file: string): Chain | string {
  const fault = blockFault(text, file, 'certificate');
  if (fault !== undefined) return fault;
  try {
    const [leaf, ...issuers] = (text.match(certificateBlock) ?? []).map((block) => new X509Certificate(block));
    return leaf === undefined ? `${file} holds no certificate that can be read` : [leaf, ...issuers];
  } catch (error) {
    return `${file} holds a certificate that cannot be read (${errorText(error)})`;
  }
}

function readKey(text: string, file: string): KeyObject | string {
  const fault = blockFault(text, file, 'private key');
  if (fault !== undefined) return fault;
  // Looked for in the text: OpenSSL would ask for the passphrase at the terminal.
  if (encrypted.test(text)) return `the key in ${file} is encrypted; take the passphrase off: openssl pkey -in ${file} -out NEW`;
  try {
    return createPrivateKey(text);
  } catch (error) {
    return `${file} holds a private key that cannot be read (${errorText(error)})`;
  }
}

function blockFault(text: string, file: string, wanted: Block): string | undefined {
  if (text.trim() === '') return `${file} is empty`;
  const begun = countOf(text, beginOf[wanted]);
  if (begun > 0)
    return begun === countOf(text, endOf[wanted]) ? undefined : `${file} is cut off: a ${wanted} in it begins and does not end`;
  const other = wanted === 'certificate' ? 'private key' : 'certificate';
  return countOf(text, beginOf[other]) > 0
    ? `${file} holds a ${other} and no ${wanted}; cert and key may be swapped`
    : `${file} holds no ${wanted}; expected PEM, which begins with -----BEGIN`;
}

/** A client builds the chain from what it is sent, and many take it in the order in which it comes (RFC 5246, 7.4.2). */
function disorderIn(chain: Chain, file: string): string | undefined {
  const place = chain.findIndex((certificate, index) => {
    const issuer = chain[index + 1];
    return issuer !== undefined && !certificate.checkIssued(issuer);
  });
  if (place === -1) return undefined;
  return `certificate number ${place + 2} in ${file} is not the issuer of number ${place + 1}; put the issuers in order`;
}

function typeOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  return [asymmetricKeyType ?? 'unknown', namedCurve ?? modulusLength].filter((part) => part !== undefined).join(' ');
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
