import type { ListenSettings } from '../../domain/policy/settings.ts';
import { type NumberedRule, hasFirewall, readRules } from '../../host/firewall-rules.ts';
import { hasPanel } from '../../host/panel.ts';
import { byCommand, type Finding, tellOf } from '../look/finding.ts';
import { type ListeningPort, listeningPorts } from '../look/listening.ts';
import { isLoopbackAddress } from '../look/panels-here.ts';
import { type Looking, settingsOf } from '../look/looking.ts';
import { reachOf } from './reach-of.ts';

const tell = tellOf('ports');

/** Something listens on each port of the gateway, and the panel's firewall, which is built from its rules, lets clients through. */
export function portsExamination(looking: Looking): readonly Finding[] {
  const settings = settingsOf(looking);
  if (settings === undefined) return [];
  const rules = hasPanel() && hasFirewall() ? readRules() : undefined;
  return judgePorts(settings.listen, listeningPorts(), rules);
}

/** @param rules undefined: the panel manages no firewall here */
function judgePorts(
  listen: readonly ListenSettings[],
  listening: readonly ListeningPort[],
  rules: readonly NumberedRule[] | undefined,
): readonly Finding[] {
  return listen.flatMap(({ at }) => {
    if (at.kind === 'socket') return [];
    const { host, port } = at;
    if (!listening.some((each) => each.port === port))
      return [tell.fault(`nothing listens on port ${port}`, byCommand('systemctl restart hearthgate.socket hearthgate.service'))];
    if (rules === undefined || host === 'localhost' || isLoopbackAddress(host)) return [tell.well(`port ${port} is listened on`)];
    return [judgeReach(port, rules)];
  });
}

function judgeReach(port: number, rules: readonly NumberedRule[]): Finding {
  switch (reachOf(port, rules)) {
    case 'nobody':
      return tell.fault(
        `the firewall of the panel lets nobody reach port ${port}`,
        byCommand(`v-add-firewall-rule ACCEPT 0.0.0.0/0 ${port} TCP HEARTHGATE`),
      );
    case 'some':
      return tell.well(`port ${port} is listened on, and the firewall of the panel opens it to some addresses`);
    case 'everyone':
      return tell.well(`port ${port} is listened on, and the firewall of the panel opens it`);
  }
}
