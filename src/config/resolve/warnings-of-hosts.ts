import type { NetworkInterfaceInfo } from 'node:os';
import { parseAddress } from '../../domain/address/address.ts';
import type { Settings } from '../../domain/policy/settings.ts';
import { isLoopback } from '../text/is-loopback.ts';

type Interfaces = Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, 'address'>[] | undefined>>;

/** Addresses to listen on that this machine does not have. What a name stands for is found at the start. */
export function warningsOfHosts({ listen, admin }: Settings, interfaces: Interfaces): string[] {
  const own = new Set(
    Object.values(interfaces).flatMap((each = []) => each.flatMap(({ address }) => parseAddress(address)?.text ?? [])),
  );
  const hosts = [
    ...listen.flatMap(({ at }, index) => (at.kind === 'tcp' ? [{ setting: `listen[${index}].host`, host: at.host }] : [])),
    ...(admin?.at.kind === 'tcp' ? [{ setting: 'admin.host', host: admin.at.host }] : []),
  ];
  return hosts
    .filter(({ host }) => isMissing(host, own))
    .map(
      ({ setting, host }) => `${setting}: this machine does not have the address ${host}; without it the gateway does not start`,
    );
}

function isMissing(host: string, own: ReadonlySet<string>): boolean {
  const address = parseAddress(host)?.text;
  return address !== undefined && !['0.0.0.0', '::'].includes(address) && !isLoopback(host) && !own.has(address);
}
