import { existsSync, readdirSync } from 'node:fs';
import { type DirectCaller, directCallers } from '../../host/direct-calls.ts';
import { hasFirewall } from '../../host/firewall-rules.ts';
import { ownAddresses } from '../../host/own-addresses.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { readHostPanel } from '../../host/panel.ts';
import { readPanelSettings } from '../../host/panel-setting.ts';
import { byCommand, byHand, type Finding, someOf, tellOf } from '../look/finding.ts';
import { handsOn } from '../look/hands-on.ts';
import { listeningPorts } from '../look/listening.ts';
import type { Looking } from '../look/looking.ts';

const tell = tellOf('around');
const weekMs = 7 * 86_400_000;

/** What decides who can get to the panel's API without the gateway. */
export interface AroundFacts {
  /** The panel's web server hands its API to the gateway. */
  readonly isInside: boolean;
  readonly port: number;
  /** The panel's firewall is IPv4 alone. */
  readonly hasFirewall: boolean;
  /** The panel's port is listened on by IPv6, and this host has a public address of that family. */
  readonly isOnIpv6: boolean;
  readonly list: string;
  /** Users of the panel besides the root user: their scripts run on this host. */
  readonly customers: number;
  /** Within seven days. */
  readonly callers: readonly DirectCaller[];
}

export async function aroundExamination(looking: Looking): Promise<readonly Finding[]> {
  const { port, list } = readHostPanel();
  const isPublic6 = ownAddresses().some(({ family, text }) => family === 6 && text !== '::1');
  const listens6 = listeningPorts().some((each) => each.port === port && each.family === 6 && !each.isLoopback);
  return judgeAround({
    isInside: await handsOn(looking),
    port,
    hasFirewall: hasFirewall(),
    isOnIpv6: isPublic6 && listens6,
    list,
    customers: customers(),
    callers: await directCallers(looking.nowMs - weekMs),
  });
}

export function judgeAround(facts: AroundFacts): readonly Finding[] {
  if (facts.isInside) return [tell.well('the web server of the panel hands its API to the gateway, whoever calls')];
  const found = [...judgeCallers(facts), ...judgeIpv6(facts), ...judgeCustomers(facts)];
  return found.length > 0 ? found : [tell.well('nobody called the panel around the gateway within seven days')];
}

/** What the list does not allow any more cannot be called again. */
function judgeCallers({ callers, list }: AroundFacts): readonly Finding[] {
  const listed = callers.filter(({ address }) => list === 'allow-all' || list.split(',').includes(address));
  if (listed.length === 0) return [];
  return [
    tell.warning(
      `called the panel directly within seven days: ${someOf(listed.map(({ address, calls }) => `${address} (${calls})`))}`,
      byHand('let them call the port of the gateway; with which keys they called: hearthgate setup'),
    ),
  ];
}

function judgeIpv6({ hasFirewall: isFirewalled, isOnIpv6, list, port }: AroundFacts): readonly Finding[] {
  const isOpen = list === 'allow-all' || list.split(',').some((entry) => entry.includes(':') && entry !== '::1');
  if (!isFirewalled || !isOnIpv6 || !isOpen) return [];
  return [
    tell.warning(
      `port ${port} of the panel is open by IPv6, which its firewall does not see, and its list allows such addresses`,
      byCommand('v-change-sys-config-value API_ALLOWED_IP 127.0.0.1'),
    ),
  ];
}

function judgeCustomers({ customers: count }: AroundFacts): readonly Finding[] {
  if (count === 0) return [];
  return [
    tell.warning(
      `scripts of ${count} users on this host can call the panel's port directly, with a key`,
      byCommand('hearthgate setup --undo && hearthgate setup --mode inside --apply --confirm 10m'),
    ),
  ];
}

function customers(): number {
  const rootUser = readPanelSettings().get('ROOT_USER');
  if (!existsSync(panelPaths.users)) return 0;
  return readdirSync(panelPaths.users, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== rootUser)
    .length;
}
