import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import { fileFault } from '../../disk/files/file-fault.ts';
import { errorText } from '../../domain/text/error-text.ts';
import { type Digest, digestsEqual } from '../../domain/secret.ts';
import type { UpstreamTls } from '../../domain/policy/settings.ts';
import { systemFaultOf } from '../../domain/text/system-fault.ts';
import { PanelUntrustedError } from './panel-untrusted-error.ts';
import { pinText, publicKeyPin } from '../../domain/panel/public-key-pin.ts';
import type { ShownKey } from './shown-key.ts';

const pinBytes = 32;

/** What one new connection trusts. */
export interface PanelTrust {
  /** For Node's `tls.connect`. It never rejects a certificate itself: `faultOf` decides in every mode. */
  readonly options: { readonly rejectUnauthorized: false; readonly ca?: Buffer; readonly servername?: string };
  /**
   * Why the other end is not trusted, in words; undefined when it is. Asked once the handshake is done, before anything is sent.
   *
   * @param shown its certificate
   */
  readonly faultOf: (socket: TLSSocket, shown: X509Certificate | undefined) => string | undefined;
}

/**
 * Reads what to trust for each new connection, so that changes of a certificate file take effect.
 *
 * A connection that was made before such a change is not judged again. The pool keeps it while it is in use and for 10 s at most
 * when it is not, and the panel's web server closes it when it takes the new certificate.
 *
 * @param shownKey with a certificate file of the panel: the key that it showed last
 * @throws PanelUntrustedError when the file to judge by cannot be read: then nobody is trusted
 */
export async function panelTrust(tls: UpstreamTls, shownKey: ShownKey | undefined): Promise<PanelTrust> {
  switch (tls.verify) {
    case 'panel':
      return trustFile(tls.certFile, shownKey);
    case 'pin':
      return trustPins(tls.pins.map(readPin), 'one of the keys in tls.pin of this panel');
    case 'ca':
      return trustAuthorities({
        rejectUnauthorized: false,
        ca: (await readCertificate(tls.caFile)).text,
        ...nameOf(tls.serverName),
      });
    case 'none':
      return { options: { rejectUnauthorized: false }, faultOf: () => undefined };
    case 'system':
      return trustAuthorities({ rejectUnauthorized: false, ...nameOf(tls.serverName) });
  }
}

async function trustFile(certFile: string, shownKey: ShownKey | undefined): Promise<PanelTrust> {
  const { pin } = await readCertificate(certFile);
  const fileKey = pin.toString('base64');
  const beside = shownKey?.trustedBeside(fileKey, (await stat(certFile)).ctimeMs);
  const pins = beside === undefined ? [pin] : [pin, readPin(beside)];
  const { options, faultOf } = trustPins(pins, `the key of the certificate in ${certFile}`);
  return {
    options,
    faultOf: (socket, shown) => {
      const fault = faultOf(socket, shown);
      if (fault === undefined && pinOf(shown)?.equals(pin) === true) shownKey?.wasShown(fileKey);
      return fault;
    },
  };
}

function trustPins(pins: readonly Digest[], expected: string): PanelTrust {
  return {
    // The certificate's names, dates and issuer do not count here, the key alone does.
    options: { rejectUnauthorized: false },
    faultOf: (_socket, shown) => {
      const seen = pinOf(shown);
      if (seen === undefined) return `the panel showed no key that can be read, expected ${expected}`;
      if (pins.some((pin) => pin.length === pinBytes && digestsEqual(pin, seen))) return undefined;
      return `the panel showed the key ${pinText(seen)}, expected ${expected}`;
    },
  };
}

function trustAuthorities(options: PanelTrust['options']): PanelTrust {
  return {
    options,
    // Node judges chain, dates and name. Its judgement is asked for here, so that no environment variable of Node's turns it off.
    faultOf: (socket, shown) => {
      if (socket.authorized) return undefined;
      const seen = pinOf(shown);
      const key = seen === undefined ? '' : `; its key is ${pinText(seen)}`;
      return `the panel's certificate was not accepted (${String(socket.authorizationError)})${key}`;
    },
  };
}

function nameOf(serverName: string | undefined): { readonly servername?: string } {
  return serverName === undefined ? {} : { servername: serverName };
}

function pinOf(certificate: X509Certificate | undefined): Digest | undefined {
  try {
    return certificate === undefined ? undefined : publicKeyPin(certificate);
  } catch {
    // A key that cannot be read is a key that is not trusted; the caller says so.
    return undefined;
  }
}

function readPin(pin: string): Digest {
  return Buffer.from(pin, 'base64');
}

interface CertificateFile {
  readonly text: Buffer;
  /** Of the first certificate: in a chain, the server's own. */
  readonly pin: Digest;
}

async function readCertificate(file: string): Promise<CertificateFile> {
  try {
    const text = await readFile(file);
    return { text, pin: publicKeyPin(new X509Certificate(text)) };
  } catch (cause) {
    const fault = fileFault(systemFaultOf(cause));
    const found =
      fault === undefined ? `${file} holds no certificate that can be read (${errorText(cause)})` : `${file} ${fault}`;
    throw new PanelUntrustedError(`${found}; nobody is trusted until there is a certificate in it`, { cause });
  }
}
