import { AddressSet } from '../../domain/address/address-set.ts';
import type { ClientPolicy } from '../../domain/policy/policy.ts';
import type { Panel } from '../../http/context/panel.ts';

/**
 * How clients are told apart while the panel is not known: a trusted proxy of any panel is trusted. The
 * answer changes when the policy of a panel does.
 */
export function firstClients(panels: readonly Panel[]): () => ClientPolicy {
  let madeOf: readonly ClientPolicy[] = [];
  let joined: ClientPolicy | undefined;
  return () => {
    const now = panels.map(({ snapshot }) => snapshot().policy.clients);
    if (joined === undefined || now.some((clients, index) => clients !== madeOf[index])) joined = join(now);
    madeOf = now;
    return joined;
  };
}

function join(all: readonly ClientPolicy[]): ClientPolicy {
  const [first] = all;
  if (first === undefined) throw new RangeError('a gateway needs at least one panel');
  const trustedProxies = AddressSet.of(all.flatMap((clients) => clients.trustedProxies.texts));
  // Each panel judges by its own list later; here a proxy is distrusted only where all panels deny it.
  const deny = all.every((clients) => clients.deny.texts.join() === first.deny.texts.join()) ? first.deny : AddressSet.empty;
  return { ...first, trustedProxies, deny };
}
