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

// A marker is a line of its own; a note that mentions one is none.
const beginOf: Readonly<Record<Block, RegExp>> = {
  certificate: /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----\s*$/gm,
  'private key': /^-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*$/gm,
};
const endOf: Readonly<Record<Block, RegExp>> = {
  certificate: /^-----END (?:X509 |TRUSTED )?CERTIFICATE-----\s*$/gm,
  'private key': /^-----END (?:[A-Z]+ )*PRIVATE KEY-----\s*$/gm,
};
const certificateBlock = /^-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----\s*$[^-]*^-----END \1-----\s*$/gm;
const encrypted = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;
/** Three bytes that some editors put before a text in UTF-8. */
const byteOrderMark = /^\xef\xbb\xbf/;

/** Reads a certificate, with its chain, and its key, both PEM. What is wrong with them comes in words: which file, and what to change. */
export function readKeyPair({ certFile, keyFile, cert, key }: KeyPairFiles): KeyPair | string {
  const chain = readChain(textOf(cert), certFile);
  if (typeof chain === 'string') return chain;
  const privateKey = readKey(textOf(key), keyFile);
  if (typeof privateKey === 'string') return privateKey;
  const [leaf, ...issuers] = chain;
  if (!leaf.checkPrivateKey(privateKey)) {
    const place = issuers.findIndex((certificate) => certificate.checkPrivateKey(privateKey));
    return place === -1
      ? `the key in ${keyFile} (${typeOf(privateKey)}) is not the key of the certificate in ${certFile} (${typeOf(leaf.publicKey)}); give both of one renewal`
      : `the certificate of the key in ${keyFile} is number ${place + 2} in ${certFile}; put it first, and its issuers after it`;
  }
  const unfit = unfitFor(privateKey, keyFile);
  if (unfit !== undefined) return unfit;
  const maySign = allowsSignatures(leaf.raw);
  if (!maySign && !isRsa(privateKey))
    return `the key usage of the certificate in ${certFile} does not allow digitalSignature, which TLS needs; get one that allows it`;
  return {
    validFromMs: Date.parse(leaf.validFrom),
    expiresAtMs: Date.parse(leaf.validTo),
    warning: disorderIn(chain, certFile) ?? (maySign ? undefined : noSignatures(certFile)),
  };
}

/** Types of keys whose signatures clients take: elliptic curves have to be of RFC 8446, 4.2.3. */
const takenTypes: ReadonlySet<string | undefined> = new Set(['rsa', 'rsa-pss', 'ec', 'ed25519', 'ed448']);
const takenCurves: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

function unfitFor(key: KeyObject, file: string): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails } = key;
  if (takenTypes.has(type) && (type !== 'ec' || takenCurves.has(asymmetricKeyDetails?.namedCurve))) return undefined;
  return `no client takes the type of the key in ${file} (${typeOf(key)}); make a new pair, such as RSA with 2048 bits, or EC on prime256v1`;
}

function isRsa({ asymmetricKeyType }: KeyObject): boolean {
  return asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss';
}

function noSignatures(file: string): string {
  return `the key usage of the certificate in ${file} does not allow digitalSignature; browsers and some other clients refuse it`;
}

/** The extension for key usage in DER: its identifier 2.5.29.15, perhaps that it is critical, and a string of bits (RFC 5280, 4.2.1.3). */
const keyUsage = /\x06\x03\x55\x1d\x0f(?:\x01\x01\xff)?\x04.\x03.[\x00-\x07](.)/s;

/** Node tells of extended key usage alone. Without the extension everything is allowed; digitalSignature is the first bit. */
function allowsSignatures(der: Buffer): boolean {
  const [, bits] = keyUsage.exec(der.toString('latin1')) ?? [];
  return bits === undefined || (bits.charCodeAt(0) & 0x80) !== 0;
}

function textOf(file: Buffer): string {
  return file.toString('latin1').replace(byteOrderMark, '');
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
