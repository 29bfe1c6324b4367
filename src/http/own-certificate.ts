import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { Clock } from '../domain/clock.ts';
import type { OwnCertificate } from '../domain/gateway-status.ts';
import type { Log } from '../domain/log.ts';
import type { ListenCertificate } from '../domain/settings.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

/** What new connections are to be shown, at this moment. */
export interface FollowedCertificate {
  readonly options: () => SecureContextOptions;
  readonly context: () => SecureContext;
  readonly status: () => OwnCertificate;
  /** Looks at the files; true when there was a new pair in them that is good. */
  readonly look: () => boolean;
}

export type SecureVersion = 'TLSv1.2' | 'TLSv1.3';

interface Pair {
  readonly options: SecureContextOptions;
  readonly context: SecureContext;
  readonly expiresAtMs: number;
}

/**
 * One of the gateway's own certificates, from its two files, followed as they change. A pair that cannot be used changes nothing, and is
 * reported once. Where the panel's has never been there, a certificate of the gateway's own making lets it answer: a refused connection would
 * be read as success by some clients.
 *
 * @throws at the start only, the system's error, where files that the configuration names cannot be used
 */
export function followCertificate(
  { certFile, keyFile, mayBeMissing }: ListenCertificate,
  minVersion: SecureVersion,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): FollowedCertificate {
  let seen = stampOf(certFile, keyFile);
  let loadedStamp = seen;
  let reported: string | undefined;
  let current = readFirst();

  function read(): Pair {
    return pairOf({ cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion });
  }

  function readFirst(): Pair {
    try {
      return read();
    } catch (error) {
      if (!mayBeMissing) throw error;
      report(error);
      return pairOf({ ...selfSignedCertificate('hearthgate', clock.wallMs()), minVersion });
    }
  }

  function report(error: unknown): void {
    const text = `${certFile} with ${keyFile} cannot be used (${String(error)}): give the gateway's user the right to read both`;
    if (text !== reported) log.error(`the gateway's own certificate: ${text}`);
    reported = text;
  }

  function look(): boolean {
    const stamp = stampOf(certFile, keyFile);
    const isSettled = stamp === seen;
    seen = stamp;
    if (stamp === loadedStamp) return false;
    try {
      current = read();
    } catch (error) {
      // The one file is often there before the other: a pair is bad when it stays so. It is looked at again.
      if (isSettled) report(error);
      return false;
    }
    loadedStamp = stamp;
    reported = undefined;
    log.info("the gateway's own certificate has changed", { file: certFile });
    return true;
  }

  return {
    options: () => current.options,
    context: () => current.context,
    status: () => ({ file: certFile, expiresAtMs: current.expiresAtMs }),
    look,
  };
}

/** @throws where the two do not belong together */
function pairOf(options: SecureContextOptions & { readonly cert: Buffer | string }): Pair {
  return { options, context: createSecureContext(options), expiresAtMs: Date.parse(new X509Certificate(options.cert).validTo) };
}

/** What tells one version of the two files from another; missing and unreadable are versions, too. */
function stampOf(...files: readonly string[]): string {
  return files
    .map((file) => {
      try {
        const stat = statSync(file);
        return `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
      } catch (error) {
        // What the matter is, reading tells.
        return String(error);
      }
    })
    .join('; ');
}
