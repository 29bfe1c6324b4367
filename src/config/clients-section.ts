import { addressLists } from './address-lists.ts';
import { allowedClients, deniedClients, neverBannedClients, trustedProxies } from './addresses.ts';
import { filePath } from './file-path.ts';
import { headerName } from './header-name.ts';
import { inheritable } from './inheritable.ts';
import { wholeNumber } from './whole-number.ts';

/** A list may be kept in a file, too: what is in it counts beside the entries here. */
const listFile = () => filePath('the path of a file').optional();

/** Who may call, and who speaks for them. Without `allow` every panel needs its own: the rule is that of the whole. */
export const clientsSection = inheritable(
  {
    allow: allowedClients().optional(),
    allowFile: listFile(),
    deny: deniedClients().prefault([]),
    denyFile: listFile(),
    neverBan: neverBannedClients().prefault([]),
    neverBanFile: listFile(),
    trustedProxies: trustedProxies().prefault([]),
    trustedProxiesFile: listFile(),
    header: headerName('x-forwarded-for', 'x-real-ip', 'cf-connecting-ip').prefault('x-forwarded-for'),
    ipv6Prefix: wholeNumber('a whole number from 1 to 128', { min: 1, max: 128 }).prefault(64),
  },
  {
    together: addressLists.map((list) => [list, `${list}File`] as const),
    as: ({
      allow,
      allowFile,
      deny,
      denyFile,
      neverBan,
      neverBanFile,
      trustedProxies: proxies,
      trustedProxiesFile,
      ...others
    }) => ({
      lists: { allow, deny, neverBan, trustedProxies: proxies },
      files: { allow: allowFile, deny: denyFile, neverBan: neverBanFile, trustedProxies: trustedProxiesFile },
      others,
    }),
  },
);
