import type { AddressListName } from '../../domain/policy/settings.ts';

/** The lists of addresses in `clients`, in the order in which they are spoken of. */
export const addressLists: readonly AddressListName[] = ['allow', 'deny', 'neverBan', 'trustedProxies'];
