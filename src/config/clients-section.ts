import { allowedClients, deniedClients, neverBannedClients, trustedProxies } from './addresses.ts';
import { filePath } from './file-path.ts';
import { headerName } from './header-name.ts';
import { section } from './section.ts';
import { wholeNumber } from './whole-number.ts';

const header = () => headerName('x-forwarded-for', 'x-real-ip', 'cf-connecting-ip');
/** A list may be kept in a file, too: what is in it counts beside the entries here. */
const listFile = () => filePath('the path of a file').optional();

const ipv6Prefix = () => wholeNumber('a whole number from 1 to 128', { min: 1, max: 128 });

/** Who may call, and who speaks for them. Without `allow` every panel needs its own: the rule is that of the whole. */
export const clientsSection = section({
  allow: allowedClients().optional(),
  allowFile: listFile(),
  deny: deniedClients().prefault([]),
  denyFile: listFile(),
  neverBan: neverBannedClients().prefault([]),
  neverBanFile: listFile(),
  trustedProxies: trustedProxies().prefault([]),
  trustedProxiesFile: listFile(),
  header: header().prefault('x-forwarded-for'),
  ipv6Prefix: ipv6Prefix().prefault(64),
});

/** The same for one panel, with what differs there. */
export const panelClientsSection = section({
  allow: allowedClients().optional(),
  allowFile: listFile(),
  deny: deniedClients().optional(),
  denyFile: listFile(),
  neverBan: neverBannedClients().optional(),
  neverBanFile: listFile(),
  trustedProxies: trustedProxies().optional(),
  trustedProxiesFile: listFile(),
  header: header().optional(),
  ipv6Prefix: ipv6Prefix().optional(),
});
