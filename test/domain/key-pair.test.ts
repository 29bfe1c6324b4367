import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type KeyPair, readKeyPair } from '../../src/domain/text/key-pair.ts';
import { readCertificate } from '../support/certificate.ts';

const panel = readCertificate('panel');
const rsa = readCertificate('rsa');
const signed = readCertificate('ca-signed');
const authority = readFileSync(new URL('../fixtures/tls/ca.crt', import.meta.url));

const mark = Buffer.from('\uFEFF');

function odd(name: string): { readonly cert: Buffer; readonly key: Buffer } {
  return readCertificate(`odd/${name}`);
}

function note(block: string): Buffer {
  return Buffer.from(`# -----BEGIN ${block}----- the old one was removed\n`);
}

function read(cert: Buffer | string, key: Buffer | string): KeyPair | string {
  return readKeyPair({ certFile: 'own.crt', keyFile: 'own.key', cert: Buffer.from(cert), key: Buffer.from(key) });
}

function joined(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts);
}

function encryptedKey(type: 'pkcs8' | 'sec1'): string {
  const options = { format: 'pem', type, cipher: 'aes-256-cbc', passphrase: 'horse' } as const;
  return createPrivateKey(panel.key).export(options).toString();
}

describe('a certificate with its key', () => {
  it.each([
    ['EC', panel.cert, panel.key],
    ['RSA', rsa.cert, rsa.key],
    ['a chain in its order', joined(signed.cert, authority), signed.key],
    ['both in one file', joined(panel.key, panel.cert), joined(panel.key, panel.cert)],
    ['a text before it', joined(Buffer.from('subject=CN = panel\n'), panel.cert), panel.key],
    ['a note behind it that mentions a block', joined(panel.cert, note('CERTIFICATE')), joined(panel.key, note('PRIVATE KEY'))],
    [
      'a note before it that mentions one',
      joined(note('CERTIFICATE'), panel.cert),
      joined(note('ENCRYPTED PRIVATE KEY'), panel.key),
    ],
    ['a byte order mark', joined(mark, panel.cert), joined(mark, panel.key)],
    ['blanks behind its lines', panel.cert.toString().replaceAll('\n', ' \n'), panel.key],
    ['a key usage with signatures', odd('ec-signs').cert, odd('ec-signs').key],
    ['carriage returns', panel.cert.toString().replaceAll('\n', '\r\n'), panel.key],
  ])('is read: %s', (_, cert, key) => {
    expect(read(cert, key)).toMatchObject({
      validFromMs: expect.any(Number),
      expiresAtMs: expect.any(Number),
      warning: undefined,
    });
  });

  it.each([
    ['an issuer that is not the issuer', joined(signed.cert, panel.cert)],
    ['issuers in the wrong order', joined(signed.cert, signed.cert, authority)],
  ])('with %s is read with a warning', (_, cert) => {
    expect(read(cert, signed.key)).toMatchObject({
      warning: 'certificate number 2 in own.crt is not the issuer of number 1; put the issuers in order',
    });
  });
});

describe('a pair that no handshake comes about with is refused', () => {
  it.each([
    ['secp256k1', /^no client takes the type of the key in own\.key \(ec secp256k1\); make a new pair/],
    ['brainpool', /^no client takes the type of the key in own\.key \(ec brainpoolP256r1\)/],
    ['p224', /^no client takes the type of the key in own\.key \(ec secp224r1\)/],
    ['dsa', /^no client takes the type of the key in own\.key \(dsa 2048\)/],
    ['ec-usage', /^the key usage of the certificate in own\.crt does not allow digitalSignature, which TLS needs/],
    ['ed-usage', /^the key usage of the certificate in own\.crt does not allow digitalSignature, which TLS needs/],
  ])('%s', (name, fault) => {
    expect(read(odd(name).cert, odd(name).key)).toMatch(fault);
  });

  it('and one that only some clients take is warned of', () => {
    const { cert, key } = odd('rsa-usage');
    expect(read(cert, key)).toMatchObject({ warning: expect.stringMatching(/digitalSignature; browsers and some other/) });
  });
});

describe('is refused, with the file and what to change:', () => {
  it.each([
    [
      'a key of another type',
      rsa.cert,
      panel.key,
      /^the key in own\.key \(ec .*\) is not the key of .* own\.crt \(rsa 2048\); give both/,
    ],
    [
      'a certificate of another type',
      panel.cert,
      rsa.key,
      /^the key in own\.key \(rsa 2048\) is not the key of .* own\.crt \(ec /,
    ],
    [
      'a key of the same type',
      panel.cert,
      signed.key,
      /^the key in own\.key \(ec .*\) is not the key of the certificate in own\.crt/,
    ],
    ['the issuer first', joined(authority, signed.cert), signed.key, /is number 2 in own\.crt; put it first/],
    ['an encrypted key', panel.cert, encryptedKey('pkcs8'), /^the key in own\.key is encrypted; take the passphrase off: /],
    [
      'an encrypted key in the old form',
      panel.cert,
      encryptedKey('sec1'),
      /^the key in own\.key is encrypted; take the passphrase off/,
    ],
    ['an empty certificate', '', panel.key, /^own\.crt is empty$/],
    ['an empty key', panel.cert, '\n', /^own\.key is empty$/],
    ['half a certificate', panel.cert.subarray(0, 300), panel.key, /^own\.crt is cut off: a certificate in it begins/],
    ['half a chain', joined(signed.cert, authority.subarray(0, 300)), signed.key, /^own\.crt is cut off/],
    ['half a key', panel.cert, panel.key.subarray(0, 100), /^own\.key is cut off: a private key in it begins/],
    [
      'files that are swapped',
      panel.key,
      panel.cert,
      /^own\.crt holds a private key and no certificate; cert and key may be swapped/,
    ],
    ['a certificate for a key', panel.cert, panel.cert, /^own\.key holds a certificate and no private key/],
    ['no certificate', 'listen: []', panel.key, /^own\.crt holds no certificate; expected PEM/],
    ['a certificate in another coding', panel.cert.subarray(30), panel.key, /^own\.crt holds no certificate; expected PEM/],
    [
      'a garbled certificate',
      panel.cert.toString().replace(/M[A-Z]{2}/, 'AAA'),
      panel.key,
      /^own\.crt holds a certificate that cannot/,
    ],
    [
      'a garbled key',
      panel.cert,
      panel.key.toString().replace(/MI[A-Z]/, 'AAA'),
      /^own\.key holds a private key that cannot be read/,
    ],
  ])('%s', (_, cert, key, fault) => {
    expect(read(cert, key)).toMatch(fault);
  });
});
