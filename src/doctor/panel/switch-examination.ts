import { readFileSync } from 'node:fs';
import type { Settings } from '../../domain/policy/settings.ts';
import { panelPaths } from '../../host/panel-paths.ts';
import { readPanelConf } from '../../hestia/files/panel-conf.ts';
import { byCommand, byHand, type Finding, tellOf } from '../look/finding.ts';
import { type Looking, settingsOf } from '../look/looking.ts';

const tell = tellOf('api');

/** The panel's switches of its API, and what is odd in the file in which they are. */
export function switchExamination(looking: Looking): readonly Finding[] {
  return judgeSwitch(readFileSync(panelPaths.conf, 'latin1'), settingsOf(looking));
}

export function judgeSwitch(text: string, settings: Settings | undefined): readonly Finding[] {
  const { api, reports, rootUser } = readPanelConf(text);
  const mend = byHand(`correct it in ${panelPaths.conf}`);
  return [
    judgeAccessKeys(api.accessKeys),
    ...(api.deprecated ? judgeDeprecated(settings) : []),
    ...(rootUser === undefined ? [tell.fault('the panel does not say who its root user is', mend)] : []),
    ...reports.map((report) => tell.warning(report, mend)),
  ];
}

function judgeAccessKeys(accessKeys: ReturnType<typeof readPanelConf>['api']['accessKeys']): Finding {
  switch (accessKeys) {
    case 'off':
      return tell.warning(
        'it is off for access keys, so that every call is refused',
        byCommand('v-change-sys-config-value API_SYSTEM 1'),
      );
    case 'root':
      return tell.well("it is on for the root user's access keys");
    case 'all':
      return tell.well('it is on for access keys of all users');
  }
}

function judgeDeprecated(settings: Settings | undefined): readonly Finding[] {
  const uses = settings?.panels.some(({ policy: { auth } }) => auth.allowed['api-key'] || auth.allowed.password) === true;
  if (uses) return [tell.well('it is on for API keys and passwords, which the configuration allows')];
  return [
    tell.warning(
      'it is on for API keys and passwords, which the gateway does not take',
      byCommand('v-change-sys-config-value API no'),
    ),
  ];
}
