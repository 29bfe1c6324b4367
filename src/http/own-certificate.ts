import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Clock } from '../domain/clock.ts';
import type { OwnCertificate } from '../domain/gateway-status.ts';
import type { Log } from '../domain/log.ts';
import type { ListenTls } from '../domain/settings.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

export interface FollowedCertificate {
  /** What new connections are to be shown. */
  readonly options: () => SecureContextOptions;
  readonly status: () => OwnCertificate;
  /** Looks at the files until `stop`, and tells of each pair that is good. */
  readonly follow: (changed: (options: SecureContextOptions) => void) => void;
  readonly stop: () => void;
}

const lookEveryMs = 1000;

/**
 * The gateway's own certificate, from its two files, followed as they change. A pair that cannot be used changes nothing, and is reported
 * once. Where the panel's has never been there, a certificate of the gateway's own making lets it answer: a refused connection would be read
 * as success by some clients.
 *
 * @throws at the start only, the system's error, where files that the configuration names cannot be used
 */
export function followCertificate(
  { certFile, keyFile, minVersion, mayBeMissing }: Extract<ListenTls, { kind: 'files' }>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): FollowedCertificate {
  let timer: NodeJS.Timeout | undefined;
  let seen = stampOf(certFile, keyFile);
  let problem: string | undefined;
  let isStarted = false;
  let current = load();
  isStarted = true;

  function load(): SecureContextOptions | undefined {
    try {
      const options = { cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion };
      // Throws where the two do not belong together.
      createSecureContext(options);
      problem = undefined;
      return options;
    } catch (error) {
      if (!mayBeMissing && !isStarted) throw error;
      const text = `${certFile} with ${keyFile} cannot be used (${String(error)}): give the gateway's user the right to read both`;
      if (text !== problem) log.error(`the gateway's own certificate: ${text}`);
      problem = text;
      return undefined;
    }
  }

  function look(changed: (options: SecureContextOptions) => void): void {
    const stamp = stampOf(certFile, keyFile);
    if (stamp === seen) return;
    const loaded = load();
    // A pair that is being written is looked at again.
    if (loaded === undefined) return;
    seen = stamp;
    current = loaded;
    log.info("the gateway's own certificate has changed", { file: certFile });
    changed(loaded);
  }

  const made = current ?? { ...selfSignedCertificate('hearthgate', clock.wallMs()), minVersion };
  return {
    options: () => current ?? made,
    status: () => ({ file: certFile, expiresAtMs: expiryOf(current ?? made) }),
    follow: (changed) => {
      timer = setInterval(() => look(changed), lookEveryMs);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}

function expiryOf({ cert }: SecureContextOptions): number {
  return Date.parse(new X509Certificate(cert instanceof Buffer ? cert : String(cert)).validTo);
}

/** What tells one version of the two files from another; unreadable is a version, too. */
function stampOf(...files: readonly string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
    })
    .join('; ');
}
