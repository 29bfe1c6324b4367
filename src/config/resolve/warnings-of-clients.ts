import type { AddressSet } from '../../domain/address/address-set.ts';
import type { PanelSettings } from '../../domain/policy/settings.ts';

/** A larger share of the Internet is more than the proxies of one operator. */
const proxiesShare = 1 / 256;

/** Warnings about the effect of the lists of clients, however they are written. */
export function warningsOfClients({ policy, addressFiles }: PanelSettings): string[] {
  const { allow, deny, neverBan, trustedProxies } = policy.clients;
  const warnings: string[] = [];
  if (allow.everyone) warnings.push('allow-all lets every address try its keys');
  const allowed = familiesOf(allow.set);
  if (!allow.everyone && allowed !== '')
    warnings.push(`clients.allow holds most ${allowed} addresses: like allow-all, it lets every such address try its keys`);
  if (!allow.everyone && !allow.inherit && allow.set.size === 0 && addressFiles?.allow === undefined)
    warnings.push('clients.allow is empty: nobody may call');
  const denied = familiesOf(deny);
  if (denied !== '') warnings.push(`clients.deny holds most ${denied} addresses, and wins over clients.allow`);
  if (denied === '' && !allow.everyone && !allow.inherit && addressFiles?.allow === undefined && isWithin(allow.set, deny))
    warnings.push('clients.deny holds every address of clients.allow: nobody may call');
  const unbanned = familiesOf(neverBan);
  if (unbanned !== '') warnings.push(`clients.neverBan holds most ${unbanned} addresses: none of them is ever banned`);
  if (families.some((family) => trustedProxies.share(family) > proxiesShare))
    warnings.push(
      'clients.trustedProxies holds very many addresses; each of them may claim to be any client: name the proxies alone',
    );
  return warnings;
}

function isWithin(inner: AddressSet, outer: AddressSet): boolean {
  return inner.size > 0 && outer.hasAll(inner);
}

const families = [4, 6] as const;

/** The families of which the set has everyone: `IPv4`, `IPv6`, both, or nothing. */
function familiesOf(set: AddressSet): string {
  return families
    .filter((family) => set.hasEveryone(family))
    .map((family) => `IPv${family}`)
    .join(' and ');
}
