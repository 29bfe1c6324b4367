import type { NumberedRule } from '../../host/firewall-rules.ts';

export type Reach = 'nobody' | 'some' | 'everyone';

const everyone = '0.0.0.0/0';

/** Whom the panel's rules let reach a TCP port by IPv4. The highest number comes first, and the first rule that fits a packet decides. */
export function reachOf(port: number, rules: readonly NumberedRule[]): Reach {
  const fitting = rules
    .filter(({ isSuspended, protocol, ports }) => !isSuspended && protocol === 'TCP' && holdsPort(ports, port))
    .toSorted((one, other) => Number(other.number) - Number(one.number));
  const deciding = fitting.findIndex(({ from }) => from === everyone);
  const before = deciding === -1 ? fitting : fitting.slice(0, deciding);
  if (fitting[deciding]?.action === 'ACCEPT') return 'everyone';
  return before.some(({ action }) => action === 'ACCEPT') ? 'some' : 'nobody';
}

/** @param ports as the panel writes them: `8083`, `80,443`, `12000-12100`; 0: all */
function holdsPort(ports: string, port: number): boolean {
  return ports.split(',').some((range) => {
    const [first = '', last = first] = range.split(/[-:]/);
    return first === '0' || (Number(first) <= port && port <= Number(last));
  });
}
