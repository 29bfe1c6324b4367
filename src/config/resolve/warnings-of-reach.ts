import { AddressSet } from '../../domain/address/address-set.ts';
import { parseAddress } from '../../domain/address/address.ts';
import type { ClientPolicy } from '../../domain/policy/policy.ts';
import type { ListenAt, Settings } from '../../domain/policy/settings.ts';
import { isLoopback } from '../text/is-loopback.ts';

/** A listener that no allowed client and no trusted proxy can connect to serves nobody. */
export function warningsOfReach({ listen, panels }: Settings): string[] {
  const where = listen.map(({ at }) => (at.kind === 'tcp' ? at.host : at.path)).join(', ');
  return panels
    .filter(({ policy, addressFiles }) => addressFiles?.allow === undefined && isListed(policy.clients))
    .filter(({ policy }) => !listen.some(({ at }) => canReach(policy.clients, at)))
    .map(
      ({ name }) =>
        `panel ${name}: no address in clients.allow can reach a listener (${where}); listen on the address that clients connect to, or on ::`,
    );
}

/** An empty list is warned of by itself, and what a file and the panel's own list hold is not known here. */
function isListed({ allow }: ClientPolicy): boolean {
  return !allow.everyone && !allow.inherit && allow.set.size > 0;
}

/** What connects to a socket speaks for clients from everywhere. */
function canReach({ allow, trustedProxies }: ClientPolicy, at: ListenAt): boolean {
  if (at.kind === 'socket') return true;
  return [allow.set, trustedProxies].some((peers) => peers.texts.some((peer) => connects(peer, at.host)));
}

/** @param peer an address or a range of those who connect */
function connects(peer: string, host: string): boolean {
  const listener = parseAddress(host);
  if (isLoopback(host)) return isOnLoopback(peer);
  // What a name stands for is found at the start.
  if (listener === undefined || listener.text === '::') return true;
  return listener.family === familyOf(peer);
}

const loopback = ['127.0.0.1', '::1'].flatMap((text) => parseAddress(text) ?? []);

function isOnLoopback(peer: string): boolean {
  const set = AddressSet.of([peer]);
  return peer.startsWith('127.') || loopback.some((address) => set.has(address));
}

function familyOf(peer: string): 4 | 6 | undefined {
  return parseAddress(peer.split('/')[0] ?? '')?.family;
}
