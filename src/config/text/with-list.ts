import { AddressSet } from '../../domain/address/address-set.ts';
import type { ClientPolicy } from '../../domain/policy/policy.ts';
import type { AddressListName } from '../../domain/policy/settings.ts';

/** Adds what is kept in a file to a list of the configuration. */
export function withList(
  clients: ClientPolicy,
  { list, set }: { readonly list: AddressListName; readonly set: AddressSet },
): ClientPolicy {
  if (list !== 'allow') return { ...clients, [list]: joined(clients[list], set) };
  return { ...clients, allow: { ...clients.allow, set: joined(clients.allow.set, set) } };
}

function joined(inline: AddressSet, file: AddressSet): AddressSet {
  return inline.size === 0 ? file : AddressSet.union([inline, file]);
}
