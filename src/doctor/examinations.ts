import { hasPanel } from '../host/panel.ts';
import { certificatesExamination } from './gateway/certificates-examination.ts';
import { clockExamination } from './gateway/clock-examination.ts';
import { configurationExamination } from './gateway/configuration-examination.ts';
import { gatewayExamination } from './gateway/gateway-examination.ts';
import { permissionsExamination } from './gateway/permissions-examination.ts';
import { portsExamination } from './gateway/ports-examination.ts';
import { setupExamination } from './gateway/setup-examination.ts';
import { storeExamination } from './gateway/store-examination.ts';
import { keysExamination } from './keys/keys-examination.ts';
import { profilesExamination } from './keys/profiles-examination.ts';
import type { Examination } from './look/looking.ts';
import { aroundExamination } from './panel/around-examination.ts';
import { bansExamination } from './panel/bans-examination.ts';
import { listExamination } from './panel/list-examination.ts';
import { portExamination } from './panel/port-examination.ts';
import { reachExamination } from './panel/reach-examination.ts';
import { signOnExamination } from './panel/sign-on-examination.ts';
import { switchExamination } from './panel/switch-examination.ts';
import { versionExamination } from './panel/version-examination.ts';

/** All that is looked at, in the order in which it is told. The name is the part that is told as unknown where an examination fails. */
export const examinations: ReadonlyMap<string, Examination> = new Map([
  ['configuration', configurationExamination],
  ['gateway', gatewayExamination],
  ['redis', storeExamination],
  ['ports', portsExamination],
  ['certificates', certificatesExamination],
  ['permissions', permissionsExamination],
  ['clock', clockExamination],
  ['setup', setupExamination],
  ['version', versionExamination],
  ['panel', reachExamination],
  ['port', onPanelHost(portExamination)],
  ['api', onPanelHost(switchExamination)],
  ['list', onPanelHost(listExamination)],
  ['around', onPanelHost(aroundExamination)],
  ['fail2ban', onPanelHost(bansExamination)],
  ['sign-on', onPanelHost(signOnExamination)],
  ['keys', onPanelHost(keysExamination)],
  ['profiles', onPanelHost(profilesExamination)],
]);

/** That there is no panel is told once, by the examination of its version. */
function onPanelHost(examine: Examination): Examination {
  return async (looking) => (hasPanel() ? examine(looking) : []);
}
