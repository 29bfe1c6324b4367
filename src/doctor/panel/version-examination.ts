import { hasPanel } from '../../host/panel.ts';
import { readPanelSettings } from '../../host/panel-setting.ts';
import { byCommand, byHand, type Finding, tellOf } from '../look/finding.ts';
import { seriesOf, triedVersions } from './tried-versions.ts';

const tell = tellOf('version');

/** The version of the panel on this host, and whether it was tried. */
export function versionExamination(): readonly Finding[] {
  if (!hasPanel())
    return [
      tell.unknown(
        'there is no panel on this host; what its files say was not looked at',
        byHand('run it on the host of the panel, too'),
      ),
    ];
  return judgeVersion(readPanelSettings().get('VERSION') ?? '');
}

export function judgeVersion(version: string): readonly Finding[] {
  if (!/^\d+\.\d+/.test(version)) return [tell.unknown('the panel does not say its version', byCommand('v-list-sys-info'))];
  const tried = triedVersions.map((each) => each.version);
  if (tried.some((each) => seriesOf(each) === seriesOf(version)))
    return [tell.well(`${version}; tried with ${tried.join(' and ')}`)];
  return [
    tell.warning(
      `${version} was not tried; tried were ${tried.join(' and ')}`,
      byHand('try each of your calls before you rely on it; docs/doctor.md, "Versions of the panel"'),
    ),
  ];
}
