import { allowedClients, deniedClients, neverBannedClients, trustedProxies } from './addresses.ts';
import { headerName } from './header-name.ts';
import { section } from './section.ts';
import { wholeNumber } from './whole-number.ts';

const header = () => headerName('x-forwarded-for', 'x-real-ip', 'cf-connecting-ip');
const ipv6Prefix = () => wholeNumber('a whole number from 1 to 128', { min: 1, max: 128 });

/** Who may call, and who speaks for them. Without `allow` every panel needs its own: the rule is that of the whole. */
export const clientsSection = section({
  allow: allowedClients().optional(),
  deny: deniedClients().prefault([]),
  neverBan: neverBannedClients().prefault([]),
  trustedProxies: trustedProxies().prefault([]),
  header: header().prefault('x-forwarded-for'),
  ipv6Prefix: ipv6Prefix().prefault(64),
});

/** The same for one panel, with what differs there. */
export const panelClientsSection = section({
  allow: allowedClients().optional(),
  deny: deniedClients().optional(),
  neverBan: neverBannedClients().optional(),
  trustedProxies: trustedProxies().optional(),
  header: header().optional(),
  ipv6Prefix: ipv6Prefix().optional(),
});
