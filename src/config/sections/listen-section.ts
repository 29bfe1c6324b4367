import * as z from 'zod';
import { choice } from '../values/choice.ts';
import { filePath } from '../values/file-path.ts';
import { flag } from '../values/flag.ts';
import { parseHost, parseHostName } from '../values/host-name.ts';
import { leaf } from '../values/leaf.ts';
import { leftOut } from '../setting/left-out.ts';
import { type SectionFault, ruled, section } from '../setting/section.ts';
import { size } from '../values/size.ts';
import { socketPath } from '../values/socket-path.ts';
import { listOf } from '../values/text-list.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { paragraph } from '../text/paragraph.ts';

const defaultHost = '127.0.0.1';
/** Free on a panel's host: Apache behind nginx has 8443 there, the panel 8083, its terminal 8085, pages of state 8081 and 8084. */
const defaultPort = 8483;

const pemFile = () => filePath('the path of a file');

const certificate = section({
  cert: pemFile().describe('Instead of `cert` and `key`, a list: the certificate that is shown for some names (SNI).'),
  key: pemFile().describe('Its private key.'),
  hosts: listOf('a host name', parseHostName)
    .describe(
      paragraph(
        'The names, read as `panels[].hosts` are. The first certificate is also shown for every other name, and to',
        'clients that send none; only it may be without.',
      ),
    )
    .prefault([]),
});

/** One certificate, or several by the name that the client asks for. */
const certificates = ruled(
  section({
    cert: pemFile().describe('Certificate with its chain, PEM. Followed as it changes, like every certificate here.').optional(),
    key: pemFile().describe('With `cert`: its private key, PEM.').optional(),
    certificates: z.array(certificate).optional(),
    minVersion: choice('TLSv1.2', 'TLSv1.3').describe('Lowest version of TLS: `TLSv1.2` or `TLSv1.3`.').prefault('TLSv1.2'),
  }),
  ({ cert, key, certificates: several }, fault) => {
    if (several !== undefined) {
      if (cert !== undefined || key !== undefined) fault([], 'has both certificates and cert or key; leave out one of them');
      if (Array.isArray(several)) judgeCertificates(several, fault);
      return;
    }
    if (cert === undefined) fault(['cert'], 'expected the path of a file, found nothing');
    if (key === undefined) fault(['key'], 'expected the path of a file, found nothing');
  },
);

/** One address or one Unix socket on which the gateway listens. */
export const listenSection = ruled(
  section({
    host: leftOut(
      leaf('an IP address or a host name', (raw) => (typeof raw === 'string' ? parseHost(raw) : undefined)).describe(
        'Address to listen on; `0.0.0.0` for every IPv4 address of the machine, `::` for every address.',
      ),
      defaultHost,
    ),
    port: leftOut(
      wholeNumber('a port from 0 to 65535', { min: 0, max: 65_535 }).describe(
        "Port; `0` takes any that is free. The default is free on a panel's host, where Apache usually has 8443.",
      ),
      defaultPort,
    ),
    socket: socketPath()
      .describe(
        paragraph(
          'Instead of `host`, `port`, `tls`, `plaintext` and `proxyProtocol`: a Unix socket that systemd makes and hands over.',
          'Whoever may connect to it is a trusted proxy, by the permissions of its file alone, and speaks plain HTTP; the',
          "client's address comes in `clients.header`. See [deployment.md](deployment.md#behind-the-panels-own-web-server).",
        ),
      )
      .optional(),
    tls: z
      .union([z.literal('panel'), certificates], { error: 'panel or { cert: FILE, key: FILE }' })
      .describe(
        paragraph(
          '`panel`: the `ssl/certificate.crt` and `ssl/certificate.key` of each panel with `state.files`, shown for its',
          "`hosts`, and the default panel's for every other name. Or a mapping with the next ones. Without any `listen`, it",
          'is `panel`.',
        ),
      )
      .optional(),
    plaintext: leftOut(
      flag().describe(
        paragraph(
          '`true` instead of `tls`: no encryption. On a hosting server every customer reaches loopback, so that has to be',
          'said, too.',
        ),
      ),
      false,
    ),
    proxyProtocol: leftOut(
      flag().describe(
        paragraph(
          "`true`: the client's address comes by the PROXY protocol, version 1 or 2, from `clients.trustedProxies` and from",
          'nobody else.',
        ),
      ),
      false,
    ),
    maxHeaderBytes: size({ minBytes: 8 * 1024, maxBytes: 64 * 1024 })
      .describe('Largest head of a request: its first line and its header fields; `8KiB` to `64KiB`.')
      .prefault('8KiB'),
    maxConnections: wholeNumber('a whole number above zero', { min: 1 })
      .describe('Connections at a time; calls on more are refused.')
      .prefault(10_000),
    maxConnectionsPerClient: wholeNumber('a whole number above zero', { min: 1 })
      .describe(
        paragraph(
          'Of one client (IPv6: `clients.ipv6Prefix`); a quarter of `maxConnections` where this is left out. See',
          '[limits.md](limits.md#what-clients-hold).',
        ),
      )
      .optional(),
  }),
  ({ socket, maxConnections, ...others }, fault) => {
    if (socket !== undefined) {
      for (const [name, text] of Object.entries(ofAddresses)) if (Reflect.get(others, name) !== undefined) fault([name], text);
      return;
    }
    const { tls, plaintext = false, maxConnectionsPerClient = 1 } = others;
    if (maxConnectionsPerClient > maxConnections) fault(['maxConnectionsPerClient'], 'expected at most maxConnections');
    if (typeof plaintext !== 'boolean') return;
    if (tls !== undefined && plaintext) fault([], 'has both tls and plaintext; leave out one of them');
    if (tls === undefined && !plaintext) fault([], 'expected tls (panel, or { cert: FILE, key: FILE }) or plaintext: true');
  },
);

/** Settings that have no meaning beside `socket`, and why. */
const ofAddresses = {
  host: 'is an address of TCP, and the entry has socket; leave out one of them',
  port: 'is a port of TCP, and the entry has socket; leave out one of them',
  tls: 'goes with host and port only: over a socket plain HTTP is spoken; leave it out',
  plaintext: 'goes with host and port only: over a socket nothing else is spoken; leave it out',
  proxyProtocol: "goes with host and port only: over a socket the client's address comes in clients.header; leave it out",
  maxConnectionsPerClient: 'goes with host and port only: connections over a socket have no address; leave it out',
};

export type ListenEntry = z.output<typeof listenSection>;

/** Where an entry listens, with the defaults of what it leaves out. A value that has faults of its own is passed on. */
export type EntryPlace =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly tls: ListenEntry['tls'];
      readonly plaintext: boolean;
      readonly proxyProtocol: boolean;
    };

export function placeOfEntry({ socket, ...entry }: ListenEntry): EntryPlace {
  if (socket !== undefined) return { kind: 'socket', path: socket };
  const { host = defaultHost, port = defaultPort, tls, plaintext = false, proxyProtocol = false } = entry;
  return { kind: 'tcp', host, port, tls, plaintext, proxyProtocol };
}

function judgeCertificates(several: readonly { readonly hosts: readonly string[] }[], fault: SectionFault): void {
  if (several.length === 0) fault(['certificates'], 'expected at least one certificate, found an empty list');
  const first = new Map<string, number>();
  for (const [index, { hosts }] of several.entries()) {
    if (!Array.isArray(hosts)) continue;
    const at = ['certificates', index, 'hosts'];
    if (index > 0 && hosts.length === 0)
      fault(at, 'expected the names that it is shown for; only the first, which every other name gets, may have none');
    for (const host of new Set(hosts)) {
      const other = first.get(host);
      if (other === undefined) first.set(host, index);
      else fault(at, `"${host}" is a name of certificates[${other}], too; leave it out of one of them`);
    }
  }
}
