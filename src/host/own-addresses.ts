import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { type Address, parseAddress } from '../domain/address/address.ts';
import { panelPaths } from './panel-paths.ts';

/** The host's own addresses: those of its interfaces, and public ones that the panel knows behind a translation of addresses. */
export function ownAddresses(): readonly Address[] {
  const ofInterfaces = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
  const found = [...ofInterfaces, ...panelAddresses()].flatMap((text) => parseAddress(text) ?? []);
  return [...new Map(found.filter((address) => !isLinkLocal(address)).map((address) => [address.sortable, address])).values()];
}

/** Under which the address is known outside, where it is translated. */
function publicAddress(path: string): string {
  return /^(?:.* )?NAT='([^']*)'/m.exec(readFileSync(path, 'latin1'))?.[1] ?? '';
}

/** It needs the name of an interface to be of use. */
function isLinkLocal({ text }: Address): boolean {
  return /^fe[89ab]/.test(text);
}

function panelAddresses(): readonly string[] {
  try {
    return readdirSync(panelPaths.addresses).flatMap((name) => [name, publicAddress(join(panelPaths.addresses, name))]);
  } catch {
    // Not there on a host that has no panel: then the interfaces are all that is known.
    return [];
  }
}
