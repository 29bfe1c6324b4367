import { readPanelRows } from '../../host/panel-rows.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { readHostPanel } from '../../host/panel.ts';
import { hasFirewall, readRules } from '../../host/firewall-rules.ts';
import { readPanelSettings } from '../../host/panel-setting.ts';
import { byCommand, byHand, type Finding, tellOf } from '../look/finding.ts';
import { type Looking, settingsOf } from '../look/looking.ts';
import { panelsHere } from '../look/panels-here.ts';

const tell = tellOf('port');

/** Where else the panel's port stands; the panel's command that changes it changes some of these. */
export interface PortFacts {
  /** Of the panel's web server. */
  readonly port: number;
  /** BACKEND_PORT in the panel's configuration. */
  readonly configured: string | undefined;
  /** Of the panels whose url leads to this host. */
  readonly urls: readonly { readonly name: string; readonly origin: string; readonly port: number }[];
  /** As the panel's rule for itself, and its chain of bans, have it. Undefined: there is none. */
  readonly rule: string | undefined;
  readonly isRuleOpen: boolean;
  readonly chain: string | undefined;
}

export async function portExamination(looking: Looking): Promise<readonly Finding[]> {
  const settings = settingsOf(looking);
  const isBeside = looking.journal()?.mode !== 'inside' && settings?.listen.every(({ at }) => at.kind === 'tcp') === true;
  const here = settings === undefined || !isBeside ? [] : await panelsHere(settings);
  const isFirewalled = hasFirewall();
  const rule = isFirewalled ? readRules().find(({ comment }) => comment === 'HESTIA') : undefined;
  return judgePort(
    {
      port: readHostPanel().port,
      configured: readPanelSettings().get('BACKEND_PORT'),
      urls: here.map(({ panel, port }) => ({ name: panel.name, origin: panel.upstream.origin, port })),
      rule: rule?.ports,
      isRuleOpen: rule?.from === '0.0.0.0/0',
      chain: isFirewalled
        ? readPanelRows(panelPaths.chains)
            .find((row) => row.get('CHAIN') === 'HESTIA')
            ?.get('PORT')
        : undefined,
    },
    looking.configurationFile,
  );
}

export function judgePort({ port, configured, urls, rule, isRuleOpen, chain }: PortFacts, file: string): readonly Finding[] {
  const odd: Finding[] = [];
  for (const url of urls) {
    if (url.port === port) continue;
    odd.push(
      tell.fault(
        `the panel is on port ${port}, and the url of ${url.name} in ${file} says ${url.origin}`,
        byHand(`write url: ${url.origin.replace(/:\d+$/, '')}:${port}; then: hearthgate reload`),
      ),
    );
  }
  // The panel's command that moves the port leaves its rule so.
  if (odd.length > 0 && isRuleOpen)
    odd.push(
      tell.warning(
        `the firewall of the panel opens port ${port} to everyone`,
        byHand('if it did not before, narrow its rule HESTIA: v-list-firewall, v-change-firewall-rule'),
      ),
    );
  if (configured !== undefined && configured !== String(port))
    odd.push(
      tell.warning(
        `${panelPaths.conf} says BACKEND_PORT='${configured}', and the web server of the panel has port ${port}`,
        byCommand(`v-change-sys-config-value BACKEND_PORT ${port}`),
      ),
    );
  if (rule !== undefined && rule !== String(port))
    odd.push(
      tell.warning(
        `the firewall's rule HESTIA is for port ${rule}, and the panel is on port ${port}`,
        byHand(`correct the rule HESTIA in ${panelPaths.rules}; then: v-update-firewall`),
      ),
    );
  if (chain !== undefined && chain !== String(port))
    odd.push(
      tell.warning(
        `the panel's bans hold for port ${chain}, and it is on port ${port}`,
        byHand(`correct the chain HESTIA in ${panelPaths.chains}; then: v-update-firewall`),
      ),
    );
  return odd.length > 0 ? odd : [tell.well(`the panel is on port ${port}`)];
}
