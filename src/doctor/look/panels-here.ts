import { lookup } from 'node:dns/promises';
import { parseAddress } from '../../domain/address/address.ts';
import type { PanelSettings, Settings } from '../../domain/policy/settings.ts';
import { ownAddresses } from '../../host/own-addresses.ts';

/** A panel of the configuration whose url leads to this host. */
export interface PanelHere {
  readonly panel: PanelSettings;
  readonly port: number;
  /** The gateway's address as this panel sees it. */
  readonly callsFrom: string;
}

const httpsPort = 443;

export async function panelsHere({ panels }: Settings): Promise<readonly PanelHere[]> {
  const own = new Set(ownAddresses().map(({ text }) => text));
  const found = await Promise.all(
    panels.map(async (panel) => {
      const { hostname, port } = new URL(panel.upstream.origin);
      const address = await addressOf(hostname.replaceAll(/^\[|\]$/g, ''));
      if (address === undefined || !(isLoopbackAddress(address) || own.has(address))) return [];
      // The system calls every loopback address from the first one, and any other of its own from itself.
      const callsFrom = address.startsWith('127.') ? '127.0.0.1' : address;
      return [{ panel, port: port === '' ? httpsPort : Number(port), callsFrom }];
    }),
  );
  return found.flat();
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** @returns undefined where the name leads nowhere */
async function addressOf(host: string): Promise<string | undefined> {
  const literal = parseAddress(host);
  if (literal !== undefined) return literal.text;
  const found = await lookup(host).catch(() => undefined);
  return found === undefined ? undefined : parseAddress(found.address)?.text;
}
