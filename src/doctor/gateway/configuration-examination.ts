import { withAddressFiles } from '../../config/files/with-address-files.ts';
import { warningsOf } from '../../config/resolve/warnings-of.ts';
import { warningsOfReach } from '../../config/resolve/warnings-of-reach.ts';
import { byCommand, byHand, type Finding, tellOf } from '../look/finding.ts';
import type { Looking } from '../look/looking.ts';

const tell = tellOf('configuration');

/** The file that the gateway reads. */
export function configurationExamination({ configuration, configurationFile }: Looking): readonly Finding[] {
  switch (configuration.kind) {
    case 'absent':
      return [
        tell.unknown(
          `there is no ${configurationFile}; what depends on it was not looked at`,
          byHand('run it on the host of the gateway, too, or name the file with --config'),
        ),
      ];
    case 'faults':
      return [
        tell.fault(
          `${configuration.text.replaceAll(/\s*\n\s*/g, ' ')}; what depends on it was not looked at`,
          byCommand('hearthgate check'),
        ),
      ];
    case 'read': {
      const settings = withAddressFiles(configuration.settings);
      const warnings = [...warningsOf(settings), ...warningsOfReach(settings)];
      if (warnings.length === 0) return [tell.well(`${configurationFile} has no faults`)];
      return warnings.map((warning) => tell.warning(warning, byCommand('hearthgate check')));
    }
  }
}
