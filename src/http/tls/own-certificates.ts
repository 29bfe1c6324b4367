import type { SecureContext, SecureContextOptions } from 'node:tls';
import type { OwnCertificate } from '../../domain/gateway/gateway-status.ts';
import { hostForm } from '../../domain/address/host-form.ts';
import type { ListenTls } from '../../domain/policy/settings.ts';
import { StartError } from '../../domain/start-error.ts';
import { followCertificate, type FollowedBy } from './own-certificate.ts';

/** The certificates of one listener, each followed by itself. */
export interface OwnCertificates {
  /** For its server: the first certificate. */
  readonly first: () => SecureContextOptions;
  /** By the name that a client asks for (SNI); undefined: the first. */
  readonly named: (name: string) => SecureContext | undefined;
  readonly status: () => readonly OwnCertificate[];
  /** Looks at the files until `stop`, and tells when the first certificate is another; the others are chosen when they are asked for. */
  readonly follow: (changed: (first: SecureContextOptions) => void) => void;
  readonly stop: () => void;
}

const lookEveryMs = 1000;

/**
 * @throws the system's error, where a file that the configuration names cannot be read, and a StartError that tells of all pairs
 * that cannot be used
 */
export function followCertificates(
  { certificates, minVersion }: Extract<ListenTls, { readonly kind: 'files' }>,
  { clock, log, setting }: FollowedBy,
): OwnCertificates {
  const faults: string[] = [];
  const followed = certificates.flatMap((certificate, index) => {
    const at = certificates.length === 1 || certificate.mayBeMissing ? setting : `${setting}.certificates[${index}]`;
    const following = followCertificate(certificate, minVersion, { clock, log, setting: at });
    if (typeof following !== 'string') return [following];
    faults.push(`${at}: ${following}`);
    return [];
  });
  if (faults.length > 0)
    throw new StartError('ECERTIFICATESTART', `a certificate or key in listen[].tls cannot be used: ${faults.join('; ')}`);
  const [first] = followed;
  if (first === undefined) throw new RangeError('a listener with TLS needs at least one certificate');
  // Of two certificates for one name the one that stands first is shown.
  const byHost = new Map(
    certificates.flatMap(({ hosts }, index) => hosts.map((host) => [host, followed[index]] as const)).toReversed(),
  );
  let timer: NodeJS.Timeout | undefined;
  return {
    first: first.options,
    named: (name) => byHost.get(hostForm(name))?.context(),
    status: () => followed.map((certificate) => certificate.status()),
    follow: (changed) => {
      timer = setInterval(() => {
        const changes = followed.map((certificate) => certificate.look());
        if (changes[0] === true) changed(first.options());
      }, lookEveryMs);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}
