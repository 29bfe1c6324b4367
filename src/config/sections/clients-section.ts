import * as z from 'zod';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import { addressLists } from '../text/address-lists.ts';
import {
  allowedClients,
  deniedClients,
  formerClients,
  neverBannedClients,
  ownerAddresses,
  trustedProxies,
} from '../values/addresses.ts';
import { filePath } from '../values/file-path.ts';
import { headerName } from '../values/header-name.ts';
import { byName } from '../setting/by-name.ts';
import { inheritable } from '../setting/inheritable.ts';
import { wholeNumber } from '../values/whole-number.ts';
import { paragraph } from '../text/paragraph.ts';

/** A list may be kept in a file, too: what is in it counts beside the entries here. */
const listFile = (description: string) => filePath('the path of a file').describe(description).optional();

/** Who may call, and which proxies are trusted. Without `allow` every panel needs its own, which `judgeAllow` checks. */
export const clientsSection = inheritable(
  {
    allow: allowedClients()
      .describe(
        paragraph(
          "Who may connect: addresses and CIDR ranges; `inherit` for the panel's own list; or `allow-all`, alone. An empty",
          'list allows nobody. Required, here or in `allowFile`, unless every panel has its own.',
        ),
      )
      .optional(),
    allowFile: listFile(
      paragraph(
        'File with more of them, one or several a line; see below. Each list of `clients` may have one. A panel that has',
        'a list or a file of its own inherits neither.',
      ),
    ),
    deny: deniedClients()
      .describe('Addresses and ranges that are refused; wins over `allow`. A trusted proxy that is in it speaks for nobody.')
      .prefault([]),
    denyFile: listFile('The same for `deny`.'),
    before: formerClients()
      .describe(
        paragraph(
          "Who could call the panel before the gateway stood in front of it: the panel's own list of then, addresses and CIDR",
          'ranges, or `allow-all`. While `allow` is reported only, who is on neither list is refused.',
        ),
      )
      .optional(),
    neverBan: neverBannedClients()
      .describe('Addresses and ranges that are never banned, whatever fails from there.')
      .prefault([]),
    neverBanFile: listFile('The same for `neverBan`.'),
    owners: byName(
      z.string().refine(isAccessKeyId, 'the id of an access key'),
      ownerAddresses().describe(
        paragraph(
          'Addresses and ranges (at most /24, of IPv6 /48) from which the owner of the access key with the id NAME calls. The',
          'key is not locked out there by what others do behind the same address or network, as if it had worked there lately.',
        ),
      ),
      { as: (list) => list },
    ),
    trustedProxies: trustedProxies()
      .describe(
        paragraph(
          'Addresses and ranges of proxies that may name the client in a header, or by the PROXY protocol. From anyone else',
          'neither is read.',
        ),
      )
      .prefault([]),
    trustedProxiesFile: listFile('The same for `trustedProxies`, such as the ranges that a content network publishes.'),
    header: headerName('x-forwarded-for', 'x-real-ip', 'cf-connecting-ip')
      .describe(
        paragraph(
          'Where they name it: `x-forwarded-for` (read from the right), `x-real-ip` or `cf-connecting-ip`. A port behind',
          'the address, and brackets around an IPv6 one, are left out.',
        ),
      )
      .prefault('x-forwarded-for'),
    ipv6Prefix: wholeNumber('a whole number from 1 to 128', { min: 1, max: 128 })
      .describe('Bits of an IPv6 address that count as one client in limits and bans: 1 to 128.')
      .prefault(64),
  },
  {
    together: addressLists.map((list) => [list, `${list}File`] as const),
  },
);
