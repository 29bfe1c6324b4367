import { networkInterfaces } from 'node:os';
import { parseAddress } from '../../domain/address/address.ts';
import type { PanelState } from '../../domain/panel/panel-state.ts';
import type { PanelSettings } from '../../domain/policy/settings.ts';

/**
 * Behind a gateway the panel's own list of API addresses should hold the gateway alone: a policy that inherits that list then allows nobody.
 *
 * @returns that it is so, and what to change; undefined: it is not
 */
export function inheritedFault({ policy, addressFiles }: PanelSettings, { allowedAddresses }: PanelState): string | undefined {
  const { allow } = policy.clients;
  if (!allow.inherit || allow.set.size > 0 || addressFiles?.allow !== undefined || allowedAddresses.everyone) return undefined;
  const own = ownAddresses();
  if (allowedAddresses.set.texts.some((text) => !own.has(parseAddress(text)?.text ?? text))) return undefined;
  const found = allowedAddresses.set.size === 0 ? 'is empty' : "has this host's own addresses alone";
  return `clients.allow is inherit alone, and the panel's list (API_ALLOWED_IP) ${found}: no other client may call; name the clients in clients.allow`;
}

function ownAddresses(): ReadonlySet<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address));
  return new Set(['127.0.0.1', '::1', ...addresses].flatMap((text) => parseAddress(text)?.text ?? []));
}
