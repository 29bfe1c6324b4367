import type { Address } from '../domain/address/address.ts';
import type { OpenPanel } from './open-panel.ts';

/** The list of a panel names it, other than by allowing everyone, or a key worked from there lately. Nothing makes up for `deny`. */
export function isPreferredClient({ panel, limits }: Pick<OpenPanel, 'panel' | 'limits'>, address: Address): boolean {
  const { policy, state, reportOnly } = panel.snapshot();
  const { allow, before, deny } = policy.clients;
  if (deny.has(address)) return false;
  if (allow.set.names(address) || limits.isKnown(address)) return true;
  if (reportOnly.has('address_not_allowed') && before?.set.names(address) === true) return true;
  const inherited = allow.inherit ? state?.allowedAddresses : undefined;
  return inherited?.everyone === false && inherited.set.names(address);
}
