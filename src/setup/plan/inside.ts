import { existsSync, readFileSync } from 'node:fs';
import { StartError } from '../../domain/start-error.ts';
import { collectorUnit, gatewayUnit, insideSocketUnit, gatewayUser } from '../../host/installed.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { fileState } from '../changes/file-change.ts';
import type { SetupStep } from '../record/journal.ts';
import { configurationSteps, dropIn, dropInFileSteps, fileOf, listSteps, ofRoot, planned, unitsOf } from './steps.ts';
import type { Facts } from './facts.ts';
import { httpInclude, includedFiles, serverInclude } from './inside-nginx.ts';

/** The panel's own web server keeps its port and hands the API to the gateway; no client changes anything. */
export async function planInside(facts: Facts): Promise<readonly SetupStep[]> {
  const { panel, port } = facts;
  if (!panel.hasFirewall)
    throw new StartError(
      'EHOST',
      'the panel manages no firewall here, and without one every user of the host reaches the inner port; use --mode beside',
    );
  if (!existsSync(panelPaths.nginxConf)) throw new StartError('EHOST', `${panelPaths.nginxConf} does not exist`);
  return [
    ...(await configurationSteps(facts)),
    ...dropInFileSteps(facts),
    ...socketGroupSteps(),
    planned(unitsOf([collectorUnit]), 'reads the keys, profiles and users of the panel for the gateway, which may not'),
    ...listSteps(panel.list),
    planned(
      { kind: 'guard', port, user: gatewayUser, before: undefined },
      'only the gateway reaches the port where the panel serves its API to it',
    ),
    ...includedFiles(port).map(({ path, text, reason }) => planned(fileOf(path, { text, rights: ofRoot }), reason)),
    planned(
      { ...inWebServer, insertions: [inHttp] },
      `the web server of the panel serves the API alone on port ${port} of loopback, to the gateway`,
    ),
    planned(
      unitsOf([insideSocketUnit, gatewayUnit], true),
      'the gateway, on a Unix socket of the web server; it must say that it is ready',
    ),
    ...(await hookSteps()),
    planned(
      {
        ...inWebServer,
        insertions: [inServer],
        others: [inHttp],
        switchesApi: true,
      },
      `calls of the API on port ${panel.port} go to the gateway; pages, terminal and webmail stay with the panel`,
      true,
    ),
  ];
}

const inWebServer = { kind: 'lines', path: panelPaths.nginxConf, effect: 'panel-web-server' } as const;
const inHttp = { behind: '^http \\{\\n', text: `\t${httpInclude}\n` };
const inServer = { behind: '^\\s*server \\{\\n', text: `\t\t${serverInclude}\n` };

const usualUser = 'hestiaweb';

/** The socket belongs to the group of the panel's web server, which nginx takes from its user's name. */
function socketGroupSteps(): readonly SetupStep[] {
  const [, user = usualUser, group = user] =
    /^user\s+(\S+?)(?:\s+(\S+))?;/m.exec(readFileSync(panelPaths.nginxConf, 'latin1').replaceAll(/["']/g, '')) ?? [];
  if (group === usualUser) return [];
  const text = `[Socket]\nSocketGroup=${group}\n`;
  return [
    planned(
      fileOf(dropIn(insideSocketUnit), { text, rights: ofRoot }, 'service-manager'),
      `the web server of the panel runs with the group ${group}`,
    ),
  ];
}

const hook = '/etc/hestiacp/hooks/nginx/pre_install.sh';
const formerHook = '/etc/hestiacp/hooks/nginx/pre_install.before-hearthgate.sh';

/** An upgrade of the panel's web server writes its configuration anew, and then runs this. It must end with 0, whatever happens. */
async function hookSteps(): Promise<readonly SetupStep[]> {
  const there = await fileState(hook);
  // One of ours that stayed, because somebody had changed it, would call itself.
  const former = there?.text.includes(formerHook) === true ? undefined : there;
  const kept =
    former === undefined ? [] : [planned(fileOf(formerHook, former), 'the hook that stands there is kept, and called')];
  const text = `#!/bin/sh
# Written by "hearthgate setup": puts its lines back into the configuration of the panel's web server before that is started anew.
[ -z "$HEARTHGATE_HOOK" ] || exit 0
export HEARTHGATE_HOOK=1
[ ! -x ${formerHook} ] || ${formerHook} "$@" || true
/usr/bin/hearthgate setup --mend || true
exit 0
`;
  const rights = { uid: 0, gid: 0, mode: 0o755 };
  return [
    ...kept,
    planned(fileOf(hook, { text, rights }), 'an upgrade of the web server of the panel keeps the gateway before the API'),
  ];
}
