import { z } from 'zod';
import { choice } from './choice.ts';
import { filePath } from './file-path.ts';
import { flag } from './flag.ts';
import { parseHost } from './host-name.ts';
import { leaf } from './leaf.ts';
import { notAvailableYet } from './not-available-yet.ts';
import { ruled, section } from './section.ts';
import { wholeNumber } from './whole-number.ts';

const certificate = section({
  cert: filePath('the path of a file'),
  key: filePath('the path of a file'),
  minVersion: choice('TLSv1.2', 'TLSv1.3').prefault('TLSv1.2'),
});

/** One address on which the gateway listens. */
export const listenSection = ruled(
  section({
    host: leaf('an IP address or a host name', (raw) => (typeof raw === 'string' ? parseHost(raw) : undefined)).prefault(
      '127.0.0.1',
    ),
    port: wholeNumber('a port from 0 to 65535', { min: 0, max: 65_535 }).prefault(8443),
    tls: z.union([z.literal('panel'), certificate]).optional(),
    plaintext: flag().prefault(false),
    proxyProtocol: notAvailableYet(),
    maxConnections: wholeNumber('a whole number above zero', { min: 1 }).prefault(10_000),
  }),
  ({ tls, plaintext }, fault) => {
    if (typeof plaintext !== 'boolean') return;
    if (tls !== undefined && plaintext) fault([], 'has both tls and plaintext; leave out one of them');
    if (tls === undefined && !plaintext) fault([], 'expected tls (panel, or { cert: FILE, key: FILE }) or plaintext: true');
  },
);
