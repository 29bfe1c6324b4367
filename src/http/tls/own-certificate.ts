import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { fileFault } from '../../disk/files/file-fault.ts';
import type { Clock } from '../../domain/clock.ts';
import type { OwnCertificate } from '../../domain/gateway/gateway-status.ts';
import { type KeyPair, readKeyPair } from '../../domain/text/key-pair.ts';
import { errorText } from '../../domain/text/error-text.ts';
import type { Log } from '../../domain/log.ts';
import { panelsOwnFileAdvice } from '../../domain/panel/panels-own-file-advice.ts';
import type { ListenCertificate } from '../../domain/policy/settings.ts';
import { systemFaultOf } from '../../domain/text/system-fault.ts';
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

export interface FollowedBy {
  readonly clock: Clock;
  readonly log: Log;
  /** Where the configuration names the pair. */
  readonly setting: string;
}

interface Pair extends KeyPair {
  readonly options: SecureContextOptions;
  readonly context: SecureContext;
  /** Undefined: it is one of the gateway's own making. */
  readonly stamp: string | undefined;
}

/**
 * One of the gateway's own certificates, from its two files, followed as they change. A pair that cannot be used changes nothing, and is
 * reported once. Where the panel's has never been there, a certificate of the gateway's own making lets it answer: a refused connection would
 * be read as success by some clients.
 *
 * @returns at the start what is wrong with a pair that was read, in words
 * @throws at the start only, the system's error, where a file that the configuration names cannot be read
 */
export function followCertificate(
  { certFile, keyFile, mayBeMissing }: ListenCertificate,
  minVersion: SecureVersion,
  { clock, log, setting }: FollowedBy,
): FollowedCertificate | string {
  let seen = stampOf(certFile, keyFile);
  /** What is wrong with the files as they are now, while another pair is shown. */
  let fault: string | undefined;
  const first = readFirst();
  if (typeof first === 'string') return first;
  let current: Pair = first;

  /** @throws the system's error */
  function read(stamp: string): Pair | string {
    return pairOf({ cert: readNamed(certFile), key: readNamed(keyFile), minVersion }, stamp);
  }

  function pairOf(options: PemPair, stamp: string | undefined): Pair | string {
    const pair = readKeyPair({ certFile, keyFile, ...options });
    if (typeof pair === 'string') return pair;
    try {
      return { ...pair, options, context: createSecureContext(options), stamp };
    } catch (error) {
      return `TLS does not take ${certFile} with ${keyFile} (${errorText(error)})`;
    }
  }

  function readFirst(): Pair | string {
    try {
      return read(seen);
    } catch (error) {
      if (!mayBeMissing) throw error;
      report(unreadable(error));
      const { cert, key } = selfSignedCertificate('hearthgate', clock.wallMs());
      return pairOf({ cert: Buffer.from(cert), key: Buffer.from(key), minVersion }, undefined);
    }
  }

  function unreadable(error: unknown): string {
    const found = systemFaultOf(error);
    const missing = mayBeMissing
      ? panelsOwnFileAdvice(`a certificate in ${setting}`)
      : 'put it back, or correct the path in the configuration';
    const words = `${found.path ?? certFile} ${fileFault(found, 'read', missing) ?? `cannot be read: ${errorText(error)}`}`;
    return `${certFile} with ${keyFile} cannot be used: ${words}`;
  }

  function report(text: string): void {
    if (text !== fault) log.error(`the gateway's own certificate, ${setting}: ${text}`);
    fault = text;
  }

  /** A pair that can take the place of the one that is shown; else why not. */
  function readNext(stamp: string): Pair | string {
    try {
      const next = read(stamp);
      const why = typeof next === 'string' ? next : untimely(next);
      return why === undefined ? next : `${certFile} with ${keyFile} cannot be used: ${why}`;
    } catch (error) {
      return unreadable(error);
    }
  }

  /** A certificate outside its validity never replaces one that is valid. */
  function untimely({ validFromMs, expiresAtMs }: Pair): string | undefined {
    const nowMs = clock.wallMs();
    if (current.stamp === undefined || nowMs < current.validFromMs || nowMs >= current.expiresAtMs) return undefined;
    if (nowMs >= expiresAtMs) return `the certificate expired on ${new Date(expiresAtMs).toISOString()}; renew it`;
    return nowMs < validFromMs ? `the certificate is not valid before ${new Date(validFromMs).toISOString()}` : undefined;
  }

  function look(): boolean {
    const stamp = stampOf(certFile, keyFile);
    const isSettled = stamp === seen;
    seen = stamp;
    if (stamp === current.stamp) {
      fault = undefined;
      return false;
    }
    const next = readNext(stamp);
    if (typeof next === 'string') {
      // One file is often written before the other: a pair counts as bad only where it stays so at the next look.
      if (isSettled) report(next);
      return false;
    }
    current = next;
    fault = undefined;
    log.info("the gateway's own certificate has changed", { file: certFile });
    return true;
  }

  return {
    options: () => current.options,
    context: () => current.context,
    status: () => ({
      file: certFile,
      validFromMs: current.validFromMs,
      expiresAtMs: current.expiresAtMs,
      warnings: [
        ...(fault === undefined
          ? []
          : [
              `${fault}; until then ${current.stamp === undefined ? "one of the gateway's own making" : 'the one before'} is shown`,
            ]),
        ...(current.warning === undefined ? [] : [current.warning]),
      ],
    }),
    look,
  };
}

type PemPair = SecureContextOptions & { readonly cert: Buffer; readonly key: Buffer };

/** @throws the system's error with the file's path: that of a folder has none */
function readNamed(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path: file }) : error;
  }
}

/** What tells one version of the two files from another; missing and unreadable are versions, too. */
function stampOf(...files: readonly string[]): string {
  return files
    .map((file) => {
      try {
        const stat = statSync(file);
        return `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
      } catch (error) {
        // Reading the files tells what is wrong.
        return errorText(error);
      }
    })
    .join('; ');
}
