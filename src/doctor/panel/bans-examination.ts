import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { panelPaths } from '../../host/panel-paths.ts';
import { readPanelRows } from '../../host/panel-rows.ts';
import { ownAddresses } from '../../host/own-addresses.ts';
import { hasFirewall } from '../../host/firewall-rules.ts';
import { readPanelList, readPanelSettings } from '../../host/panel-setting.ts';
import { byCommand, byHand, type Finding, tellOf } from '../look/finding.ts';
import { type Looking, settingsOf } from '../look/looking.ts';
import { panelsHere } from '../look/panels-here.ts';

const tell = tellOf('fail2ban');

export interface BansFacts {
  /** The gateway's addresses as this panel sees them. Empty: none is known here. */
  readonly gateway: readonly string[];
  /** What the panel's list of API addresses has besides the addresses of this host: one of them may be a gateway's. */
  readonly others: readonly string[];
  /** The panel never bans them: its own addresses, and those in `excludes.conf`. */
  readonly exempt: ReadonlySet<string>;
  readonly banned: readonly { readonly address: string; readonly chain: string }[];
}

/** Whether the panel's fail2ban could ban the gateway, or has: to it all calls come from the gateway's address. */
export async function bansExamination(looking: Looking): Promise<readonly Finding[]> {
  if (!hasFirewall() || (readPanelSettings().get('FIREWALL_EXTENSION') ?? '') === '') return [];
  const settings = settingsOf(looking);
  const here = settings === undefined ? [] : await panelsHere(settings);
  const own = new Set(ownAddresses().map(({ text }) => text));
  return judgeBans({
    gateway: [...new Set(here.map(({ callsFrom }) => callsFrom))],
    others:
      here.length > 0
        ? []
        : readPanelList()
            .split(',')
            .filter((entry) => entry !== '' && entry !== 'allow-all' && !own.has(entry)),
    exempt: new Set(['127.0.0.1', ...panelAddresses(), ...excluded()]),
    banned: readPanelRows(panelPaths.bans).map((row) => ({ address: row.get('IP') ?? '', chain: row.get('CHAIN') ?? '' })),
  });
}

export function judgeBans({ gateway, others, exempt, banned }: BansFacts): readonly Finding[] {
  const found = gateway.flatMap((address) => {
    const bans = banned.filter((ban) => ban.address === address);
    if (bans.length > 0)
      return bans.map(({ chain }) =>
        tell.fault(
          `${address}, from which the gateway calls, is banned (${chain})`,
          byCommand(`v-delete-firewall-ban ${address} ${chain}`),
        ),
      );
    // The panel's bans are IPv4 alone.
    if (exempt.has(address) || address.includes(':')) return [];
    return [tell.warning(`${address}, from which the gateway calls, may be banned`, byCommand(excludeCommand(address)))];
  });
  const unsure = others
    .filter((address) => !exempt.has(address) && !address.includes(':'))
    .map((address) =>
      tell.unknown(`${address} may call the API and be banned; is it a gateway?`, byHand(`if so: ${excludeCommand(address)}`)),
    );
  const odd = [...found, ...unsure];
  return odd.length > 0 ? odd : [tell.well('it never bans the gateway')];
}

function excludeCommand(address: string): string {
  return `echo ${address} >> ${panelPaths.excludes}`;
}

function panelAddresses(): readonly string[] {
  return existsSync(panelPaths.addresses) ? readdirSync(panelPaths.addresses) : [];
}

function excluded(): readonly string[] {
  return existsSync(panelPaths.excludes)
    ? readFileSync(panelPaths.excludes, 'latin1')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}
