import { denials } from '../../domain/call/denials.ts';
import type { DecisionFilter } from '../../domain/gateway/decisions-control.ts';
import type { GatewayStatus } from '../../domain/gateway/gateway-status.ts';
import { isAccessKeyId } from '../../domain/call/bounds.ts';
import { type NoTarget, noTarget } from '../target-in-query.ts';
import { parseClient } from '../target.ts';

/** Reads `panel=NAME`, `key=ID`, `address=ADDRESS` (or a network), and `reason=REASON`, each where it is wanted. */
export function decisionFilter(query: URLSearchParams, { panels }: Pick<GatewayStatus, 'panels'>): DecisionFilter | NoTarget {
  const panel = query.get('panel') ?? undefined;
  if (panel !== undefined && !panels.some(({ name }) => name === panel))
    return noTarget(`expected the name of a panel of the gateway, found ${JSON.stringify(panel)}`);
  const key = query.get('key') ?? undefined;
  if (key !== undefined && !isAccessKeyId(key)) return noTarget('expected key as the id of an access key: 20 letters and digits');
  const reason = query.get('reason') ?? undefined;
  if (reason !== undefined && !Object.hasOwn(denials, reason)) return noTarget('expected reason as one of docs/refusals.md');
  const place = query.get('address') ?? undefined;
  const client = place === undefined ? undefined : parseClient(place);
  if (place !== undefined && client === undefined)
    return noTarget('expected address as an IPv4 or IPv6 address, or a network such as 203.0.113.0/24');
  return { panel, key, reason, addresses: client && addressesOf(client) };
}

function addressesOf(client: NonNullable<ReturnType<typeof parseClient>>): NonNullable<DecisionFilter['addresses']> {
  if (client.kind === 'network') return client.network;
  const { sortable, text } = client.address;
  return { first: sortable, last: sortable, text };
}
