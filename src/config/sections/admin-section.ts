import { filePath } from '../values/file-path.ts';
import { parseHost } from '../values/host-name.ts';
import { leaf } from '../values/leaf.ts';
import { ruled, section } from '../setting/section.ts';
import { listOf } from '../values/text-list.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { paragraph } from '../text/paragraph.ts';

/** The second listener: a socket of the file system, or TCP with a token. */
export const adminSection = ruled(
  section({
    socket: filePath('the path of a socket')
      .describe(
        paragraph(
          'Second listener, for metrics and health: path of a socket, mode 0660. Where `admin` is left out,',
          '`/run/hearthgate/admin.sock` is tried. [The page](page.md) has another beside it: `admin-page.sock`.',
        ),
      )
      .optional(),
    host: leaf('an IP address or a host name', (raw) => (typeof raw === 'string' ? parseHost(raw) : undefined))
      .describe('Instead of `socket`: address to listen on.')
      .optional(),
    port: wholeNumber('a port from 0 to 65535', { min: 0, max: 65_535 }).describe('With `host`: its port.').optional(),
    tokenFile: filePath('the path of a file')
      .describe(
        paragraph(
          'With `host`: file with the token that is asked for everything but [some paths](metrics.md): at least 16',
          'characters of printable ASCII without blanks. [A file of a secret](#files-of-secrets).',
        ),
      )
      .optional(),
    tokensFile: filePath('the path of a file')
      .describe(
        paragraph(
          'File with further tokens, each with a role, as `hearthgate tokens add` writes it; over the socket, too. It holds digests, no',
          'token. See [admin-api.md](admin-api.md#tokens).',
        ),
      )
      .optional(),
    hosts: listOf('a host name or an address, without a port', parseHost)
      .describe(
        paragraph(
          'With `host`: further names and addresses, without a port, that the second listener answers to, such as the one',
          'under which Prometheus asks.',
        ),
      )
      .prefault([]),
  }),
  ({ socket, host, port, tokenFile, tokensFile, hosts }, fault) => {
    const tcp = [host, port, tokenFile].filter((setting) => setting !== undefined);
    if (socket !== undefined && tcp.length > 0) fault([], 'has both socket and host, port or tokenFile; leave out one of them');
    if (socket !== undefined && Array.isArray(hosts) && hosts.length > 0)
      fault(['hosts'], 'goes with host, port and tokenFile only: a socket has no name');
    const isUsualSocket = tcp.length === 0 && tokensFile !== undefined;
    if (socket === undefined && tcp.length < 3 && !isUsualSocket) fault([], 'expected socket, or host, port and tokenFile');
  },
);
